# The texts the server puts into pages.

## Times

time-now = just now
time-soon = in a moment
time-minutes-ago =
    { $n ->
        [one] 1 minute ago
       *[other] { $n } minutes ago
    }
time-hours-ago =
    { $n ->
        [one] 1 hour ago
       *[other] { $n } hours ago
    }
time-days-ago =
    { $n ->
        [one] 1 day ago
       *[other] { $n } days ago
    }
time-in-minutes =
    { $n ->
        [one] in 1 minute
       *[other] in { $n } minutes
    }
time-in-hours =
    { $n ->
        [one] in 1 hour
       *[other] in { $n } hours
    }
time-in-days =
    { $n ->
        [one] in 1 day
       *[other] in { $n } days
    }

## What is wrong with a field

error-email-missing = Enter an e-mail.
error-email-invalid = Enter an e-mail like name@example.com.
error-email-long = Enter a shorter e-mail: this one is too long to be real.
error-password-missing = Enter your password.
error-password-long = Choose a shorter password: this one is longer than can be kept.
error-password-too-long = Check your password: this is longer than any password here.
error-password-short =
    { $min ->
        [one] Choose a password of at least one character.
       *[other] Choose a password of at least { $min } characters.
    }
error-current-missing = Enter your current password.
error-new-password-missing = Enter a new password.
error-password-same = Choose a password other than the current one.
error-choose = Choose one from the list.
error-too-often = That was a little too often. Try again { $when }.
error-email-same = This is your e-mail already.
error-email-taken = There is an account with this e-mail already.
error-sure = Tick the box if you are sure.
error-last-admin = Nobody else could look after this site. Make someone else an administrator first.
error-delete-undoable = Your e-mail was changed lately, and the earlier address can take it back until { $until }. After that the account can be deleted.
error-password-weak = Choose a password that is harder to guess. { $why }
error-password-common = Choose another password: this one is on the lists that are tried first.
error-password-personal = Choose a password without your name, your e-mail or the name of this site.
error-name-missing = Enter a name.
error-name-long = Enter a shorter name.
error-code-missing = Enter the setup code.
error-code-wrong = This code is wrong, used or expired. Check it where the server was started. A code works for an hour; open this page again after that and the server prints a new one.
error-field-doubled = The form arrived with a field twice. Fill it in again.
error-field-unexpected = The form arrived with a field that does not belong to it. Open the page again and fill it in there.
error-field-invalid = Check this field: it cannot be read as it is.

## Sign-in

login-failed = The e-mail or the password is not right.
login-wait = That was wrong too often. Try again { $when }.
login-stopped = A wrong password was entered too often, so new browsers cannot sign in with this e-mail until its password is reset. A browser you have signed in with before still works. Otherwise, set a new password with “Forgot your password?”.
login-busy = Many people are signing in right now. Try again in a few seconds.
login-signed-out = You are signed out.
login-account-made = Your account is ready. Sign in with it.
login-needed = Sign in to go on.
login-reset-done = Your new password is set. Sign in with it.
login-email-proven = This e-mail is yours now. Sign in with it.
login-account-deleted = Your account is deleted.
login-kept = You were away too long and are signed out. Sign in, and what you filled in is still there.
confirm-failed = The password is not right.
confirm-stopped = A wrong password was entered here too often. Sign out and sign in again.

## Sessions

sessions-ended-one = Ended. That browser is signed out.
sessions-ended-others =
    { $n ->
        [0] There were no others to end.
        [one] Ended one other. Only this browser is signed in now.
       *[other] Ended { $n } others. Only this browser is signed in now.
    }
sessions-already-ended = That one had ended already.

## Why a session ended

reason-signed-out = Signed out
reason-replaced = Signed in again in the same browser
reason-ended-by-user = Ended from another browser
reason-ended-others = Ended with all the others
reason-displaced = Ended to make room for a new sign-in
reason-idle = Not used for too long
reason-absolute = Reached its time limit
reason-password = The password was changed
reason-drift = Suddenly used from elsewhere
reason-not-me = Someone said: this wasn’t me
reason-provider = The provider did not renew it
reason-provider-signed-out = Signed out at the provider
reason-disconnected = The provider was disconnected
reason-disabled = The account was switched off
reason-admin = Ended by whoever runs this site
reason-unknown = Ended

## How someone signed in, and with what

proof-pwd = Password
proof-unknown = Unknown
proof-and = { $all }, { $more }
# How a provider has seen who it is.
proof-amr-pwd = password there
proof-amr-otp = one-time code there
proof-amr-mfa = several proofs there
proof-amr-hwk = security key there
proof-amr-fpt = fingerprint there
proof-amr-face = face there
proof-amr-sms = code by text message there
browser-on = { $browser } on { $system }
browser-unknown = Unknown browser
system-unknown = an unknown system

## Pages for errors

error-400-heading = That did not arrive in one piece
error-400-text = The server could not read what your browser sent. Go back and try again.
error-401-heading = Sign in first
error-401-text = This page is for people who are signed in.
error-403-heading = You can’t do that
error-403-text = You’re not allowed to open this page or to do this here.
error-403-origin = This form came from { $origin }, an address this server does not know as its own. Whoever runs it can make it known with the setting { $setting }.
error-403-token = The page you came from is out of date. Go back, reload it, and try again.
error-403-permission = For this you need the permission “{ $permission }”. Whoever runs this site can give it to you.
error-403-recent = For this, confirm first that it’s you. Then do it once more.
error-404-heading = There is nothing here
error-404-text = The address may be mistyped, or the page may have moved.
error-405-heading = That can’t be done here
error-405-text = This address exists, but not for what your browser asked of it. Go back and use the form or the link on the page.
error-413-heading = That was too much at once
error-413-text = What your browser sent is larger than this page takes. Shorten it and try again.
error-415-heading = That kind of data doesn’t fit here
error-415-text = Your browser sent something in a form this page does not take. Go back and use the form on the page.
error-422-heading = Something in the form is not right
error-422-text = The server could read the form, but not make sense of it. Go back, check it, and try again.
error-429-heading = A little too fast
error-429-text = There were too many tries in a short time. Wait a few minutes and try again.
error-500-heading = Something went wrong here
error-500-text = It’s not your fault. Try again in a moment; if it stays like this, tell whoever runs this site.
error-503-heading = Back in a moment
error-503-text = The server is busy or being looked after. Try again in a few seconds.
error-other-heading = That did not work
error-other-text = The server could not do this. Go back and try again.
error-action-home = Go to your dashboard
error-action-login = Go to sign in
error-action-confirm = Confirm it’s you

## Why a password is easy to guess; follows error-password-weak

warning-straight-row = Keys in a row are tried early.
warning-short-keyboard-pattern = Short patterns on the keyboard are tried early.
warning-repeat-char = The same character again and again, like “aaa”, is quickly guessed.
warning-repeat-pattern = Repeats like “abcabc” are hardly better than “abc”.
warning-sequence = Sequences like “abc” or “6543” are quickly guessed.
warning-recent-year = Recent years are quickly guessed.
warning-date = Dates are quickly guessed.
warning-top-10 = It is one of the ten passwords used most.
warning-top-100 = It is one of the hundred passwords used most.
warning-common = It is a very common password.
warning-similar-common = It is too much like a common password.
warning-word = A single word is quickly guessed; a few in a row are not.
warning-names = Names by themselves are quickly guessed.
warning-common-names = Common names are quickly guessed.
warning-guessable = Add another word or two; less common ones are better.

## Settings

settings-saved = Saved.
settings-password-changed = Your password is changed. Everywhere else you are signed out.
email-sent = Look into the mailbox of the new e-mail and open the link there. Until then, everything stays as it is.
email-proven = This e-mail is yours now.
invite-sent = The invitation is on its way.
invite-waits = The invitation waits, because no mail server is set up.
# The language's own name.
language-name = English

## What happened

history-all = Everything
history-sign-ins = Sign-ins
history-failures = Wrong passwords
history-endings = Ended
history-changes = Changes
history-ended-others =
    { $n ->
        [one] One other, all at once
       *[other] { $n } others, all at once
    }
event-sign-in = Signed in
event-sign-in-failed = Wrong password when signing in
event-confirm = Confirmed again
event-confirm-failed = Wrong password when entering it again
event-session-ended = A sign-in was ended
event-displaced = A sign-in was ended to make room for a new one
event-account-added = Account made
event-reset-started = Link to set a new password made
event-password-reset = New password set by a link
event-password-changed = Password changed
event-profile-changed = Details changed
event-drift = Used from elsewhere
event-email-asked = Another e-mail asked for
event-email-changed = E-mail changed
event-email-verified = E-mail proven
event-email-undone = E-mail changed back from the earlier address
event-not-me = “This wasn’t me”: everyone was signed out
event-data-downloaded = Data downloaded
event-account-deleted = Account deleted
event-invited = Someone invited
event-connected = Another way to sign in connected
event-disconnected = Another way to sign in disconnected
event-role-changed = Role changed
event-disabled = Account disabled
event-enabled = Account enabled again
event-all-ended = Everybody’s sessions ended
event-unknown = Something else
drift-network = Another network
drift-network-asked = Another network; it had to be confirmed
drift-browser-asked = Another browser; it had to be confirmed
profile-name = Name
profile-language = Language
profile-time-zone = Time zone
events-nobody = Nobody here has this e-mail.

## Dates

time-exact = { $day } { $month } { $year }, { $time } { $zone }
time-day = { $day } { $month }
month-1 = Jan
month-2 = Feb
month-3 = Mar
month-4 = Apr
month-5 = May
month-6 = Jun
month-7 = Jul
month-8 = Aug
month-9 = Sep
month-10 = Oct
month-11 = Nov
month-12 = Dec

## Letters

# Beneath every letter.
mail-ending =
    { $service }, { $site }
    This letter was written by a program; nobody reads answers to it.
mail-reset-subject = Set a new password for { $service }
mail-reset-text =
    Hello { $name },

    someone asked for a new password for your account at { $service }. If it was you, open the link and choose one.

    The link works once, until { $until }. If it was not you, there is nothing to do: your password stays as it is.
mail-reset-link = Set a new password
mail-reset-by-admin-subject = Set a new password for { $service }
mail-reset-by-admin-text =
    Hello { $name },

    an administrator of { $service } has sent you this link, so that you can choose a new password.

    The link works once, until { $until }. Until you have used it, the password you have stays as it is. If you do not know why you get this, ask them before you open it.
mail-reset-by-admin-link = Set a new password
mail-join-subject = Your account at { $service }
mail-join-text =
    Hello,

    someone asked for an account at { $service } with this e-mail. If it was you, open the link to choose a name and a password.

    The link works once, until { $until }. If it was not you, there is nothing to do: without the link there is no account.
mail-join-link = Make the account
mail-invited-subject = You are invited to { $service }
mail-invited-text =
    Hello,

    you are invited to { $service }. Open the link to choose a name and a password.

    The link works once, until { $until }.
mail-invited-link = Make the account
mail-has-account-subject = You have an account at { $service } already
mail-has-account-text =
    Hello { $name },

    someone wanted to use your e-mail for an account at { $service }. You have one already. If it was you, sign in; if you forgot your password, you can set a new one there.

    If it was not you, there is nothing to do.
mail-has-account-link = Sign in
mail-email-confirm-subject = Is this e-mail yours?
mail-email-confirm-text =
    Hello,

    the account { $other } at { $service } asks to use this e-mail. If that is you, open the link and say so. Until then, everything stays as it is.

    The link works once, until { $until }. If it is not you, there is nothing to do.
mail-email-confirm-link = This e-mail is mine
mail-email-changed-subject = Your e-mail at { $service } was changed
mail-email-changed-text =
    Hello { $name },

    the e-mail of your account at { $service } is now { $other }. It was changed on { $when }.

    If this was not you, open the link: it gives you this e-mail back, signs everyone out and lets you set a new password. It works until { $until }.
mail-email-changed-link = This wasn’t me
mail-email-undone-subject = Your e-mail at { $service } was changed back
mail-email-undone-text =
    Hello { $name },

    the e-mail of your account at { $service } was changed back to { $other } on { $when }, from there. This address is no longer the account’s, and everyone was signed out.
mail-new-browser-subject = New sign-in to { $service }
mail-new-browser-text =
    Hello { $name },

    someone signed in to your account at { $service } with a browser not seen before:

    { $browser }
    { $when }
    from { $ip }

    If it was you, there is nothing to do. If not, open the link: it signs everyone out and lets you set a new password.
mail-new-browser-link = This wasn’t me
mail-password-changed-subject = Your password for { $service } was changed
mail-password-changed-text =
    Hello { $name },

    the password of your account at { $service } was changed on { $when } ({ $browser }, from { $ip }).

    If this was not you, open the link: it signs everyone out and lets you set a new password.
mail-password-changed-link = This wasn’t me
mail-connected-subject = { $other } was connected with your account at { $service }
mail-connected-text =
    Hello { $name },

    from now on your account at { $service } can be signed in to with { $other }. It was connected on { $when } ({ $browser }, from { $ip }).

    If this was not you, open the link: it signs everyone out, disconnects it and lets you set a new password.
mail-connected-link = This wasn’t me
mail-disconnected-subject = { $other } was disconnected from your account at { $service }
mail-disconnected-text =
    Hello { $name },

    your account at { $service } can no longer be signed in to with { $other }. It was disconnected on { $when } ({ $browser }, from { $ip }).

    If this was not you, open the link: it signs everyone out and lets you set a new password.
mail-disconnected-link = This wasn’t me
mail-added-subject = Your account at { $service }
mail-added-text =
    Hello { $name },

    an account at { $service } was made for you, with this e-mail. To choose a password, open the link, enter this e-mail and follow the letter you then get.

    If you don’t know what this is about, there is nothing to do.
mail-added-link = Choose a password
mail-account-deleted-subject = Your account at { $service } is deleted
mail-account-deleted-text =
    Hello { $name },

    your account at { $service } was deleted on { $when }, with everything that was kept about it.

    If this was not you, tell whoever runs { $service }.

## Other providers

provider-away = { $provider } cannot be reached just now. Try again in a moment, or sign in another way.
provider-failed = { $provider } did not prove who you are. Try again; if it happens again, tell whoever runs this site.
provider-flow-gone = This was begun in another browser, or too long ago. Begin again.
provider-no-account = No account here can be opened with { $provider } as you are there. If you have one, sign in another way and connect the two in your settings; if not, ask whoever runs this site.
provider-email-unproven = { $provider } has not checked your e-mail. Have it checked there, and come back.
provider-somebody-else = At { $provider } you are somebody else. Confirm with the account that is connected with yours.
provider-cancelled = { $provider } did not go through with it: it was cancelled there, or came back too late.
login-has-account = There is an account with this e-mail already. Sign in to it, and you can connect the two.
onward-heading = On to { $provider }
onward-sign-out = Signed out here, now at { $provider }
connections-done = It’s connected.
connections-removed = It’s disconnected, and wherever else it was used to sign in, you’re signed out.
connections-already = It was connected already.
connections-taken = It opens another account here already. Sign in to that one and disconnect it first.
connections-late = That took too long. Connect it again.
connections-last = That is the only way into your account. Set a password first.
connections-cancelled = Nothing was connected: it was cancelled there, or came back too late.
connections-failed = Nothing was connected: the other site could not be reached, or did not prove who you are. Try again in a moment.

## For whoever looks after others

admin-system = System
admin-users = People
admin-sessions = Sessions
admin-events = History
admin-mail = Letters
admin-invite = Invite
history-by = By { $name }
history-by-gone = By a former administrator
history-ended-all =
    { $n ->
        [one] One session
       *[other] All { $n } sessions
    }
user-said-added = Added. A letter is on its way.
user-said-added-waits = Added. The letter waits, because no mail server is set up. Whoever runs the server can print a link: hallpass user password-reset.
user-said-disabled = Disabled. They are signed out everywhere.
user-said-enabled = Enabled. They can sign in again.
user-said-role = The role is changed. It counts at once.
user-said-reset = A letter with the link is on its way.
user-said-reset-waits = The letter waits, because no mail server is set up. Whoever runs the server can print a link: hallpass user password-reset.
user-said-ended = That session is ended.
user-said-ended-all = They are signed out everywhere.
user-said-already = It was so already.
user-said-last = This is the last account that can sign in and may do everything. Give someone else that role first.
user-said-above = That account, or that role, may do more than yours.
user-said-off = The account is disabled. Enable it first.
anyones-ending = Everybody’s sessions are being ended: { $n } so far. It goes on by itself, also when the server is restarted.
anyones-ended = Everybody’s sessions are ended: { $n }.
letters-again = It is tried again in a moment.
letters-gone = It was sent meanwhile, or is just being sent.
letter-reset = New password
letter-reset-by-admin = New password, by an administrator
letter-join = New account
letter-invited = Invitation
letter-has-account = Has an account already
letter-email-confirm = Confirm an e-mail
letter-email-changed = E-mail changed
letter-email-undone = E-mail changed back
letter-new-browser = New sign-in
letter-password-changed = Password changed
letter-connected = Provider connected
letter-disconnected = Provider disconnected
letter-account-deleted = Account deleted
letter-added = Account added
letter-is-sent = Sent
letter-is-waiting = Waiting
letter-is-failed = Tried again later
letter-is-given-up = Given up
letter-is-sealed = Under another key
system-days =
    { $n ->
        [one] One day
       *[other] { $n } days
    }
system-request-good = This request came as it should.
system-foreign-key = Sessions of late were sealed under a secret key that this server does not know. Servers that share a database must share secret_key; run `hallpass doctor`.
system-swept = Old sessions were last deleted { $when }: { $n }.
system-not-swept = Old sessions have not been deleted for hours. The log says why.
system-counted = Sign-ins were last counted { $when }.
system-not-counted = Nothing was counted in the last minutes. If it stays so, the log says why.
system-mail =
    { $n ->
        [0] No letters wait.
        [one] One letter waits to be sent.
       *[other] { $n } letters wait to be sent.
    }
system-mail-none =
    { $n ->
        [0] There is no mail server in the settings (smtp_url): letters would wait.
        [one] There is no mail server in the settings (smtp_url): one letter waits.
       *[other] There is no mail server in the settings (smtp_url): { $n } letters wait.
    }
system-mail-given-up =
    { $n ->
        [one] One letter could not be sent and was given up.
       *[other] { $n } letters could not be sent and were given up.
    }
doubt-readable = public_url begins with http://, so passwords travel readable. For a home network and for trials only: on the open net put nginx or Caddy in front.
doubt-no-proxy-named = public_url begins with https://, so a proxy stands in front, but trusted_proxies is empty: everybody counts as one address. Name the proxy there.
doubt-no-time-limit = No proxy is named in trusted_proxies. On the open net put nginx or Caddy in front and name it there.
doubt-proxy-not-named = A proxy says for whom it asks (X-Forwarded-For), but it is not in trusted_proxies: everybody who comes through it counts as one address. Name it there, if it is yours.
doubt-nothing-forwarded = The proxy does not say for whom it asks: everybody counts as one address. Make it add X-Forwarded-For.
doubt-other-scheme = The proxy says (X-Forwarded-Proto) that you came by another scheme than public_url has. Write the one that people use into public_url.
doubt-other-host = You came by a name that is neither in public_url nor in allowed_origins: forms from there are refused. Lead that name to public_url.
doubt-forged-passed-on = Whatever a visitor writes into X-Forwarded-For is believed. Make the proxy add the client’s address.
doubt-trusts-too-many = trusted_proxies names an address from which visitors come. Name the proxies alone.
