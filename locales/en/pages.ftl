# The words of the pages.

## Every page

skip-link = Skip to the main part
nav-label = Main
nav-dashboard = Dashboard
nav-sessions = Browsers
nav-history = History
nav-settings = Settings
nav-sign-out = Sign out
footer-text = You can always see where you’re signed in, and end it.
# Stands before the title of a page which shows errors.
title-problem = Problem:
errors-heading = There is a problem
this-browser = This browser

## Fields

field-email = E-mail
field-name = Your name
field-language = Language
field-time_zone = Time zone
field-password = Password
field-current-password = Current password
field-new-password = New password
field-new-password-hint = At least { $min } characters. A few words in a row work well.

## Sign in

login-title = Sign in
login-heading = Sign in
login-remember = Keep me signed in on this device
login-remember-hint =
    { $days ->
        [one] For up to one day. Not on a computer you share.
       *[other] For up to { $days } days. Not on a computer you share.
    }
login-button = Sign in
login-forgot = Forgot your password?
login-register = Make an account
back-to-login = Back to sign in

## Letters that are asked for

mail-none = Nothing there after a few minutes? Look among the unwanted mail, and check the e-mail you entered.
mail-again = Enter it again
forgot-title = Forgot your password?
forgot-heading = Forgot your password?
forgot-text = Enter your e-mail, and you get a letter with a link to set a new one.
forgot-button = Send the link
forgot-sent-title = Look into your mailbox
forgot-sent-heading = Look into your mailbox
forgot-sent-text = If there is an account with this e-mail, a letter with a link is on its way. The link works for an hour.
register-title = Make an account
register-heading = Make an account
register-text = Enter your e-mail, and you get a letter with a link to go on.
register-button = Send the link
register-sent-title = Look into your mailbox
register-sent-heading = Look into your mailbox
register-sent-text = A letter is on its way. Open the link in it to choose a name and a password; it works for a day.
join-title = Make your account
join-heading = Make your account
join-button = Make account

## Links from letters

link-gone-title = This link no longer works
link-gone-heading = This link no longer works
link-gone-text = A link works once, and only for a while. A newer one makes the older ones worthless.
link-gone-again = If it was open here for long, open it in the letter once more.
link-gone-done = Have you set your new password already? Then sign in with it.
link-gone-forgot = Ask for a new link
link-gone-login = Go to sign in
link-gone-home = Go to the start
not-me-title = Was this not you?
not-me-heading = Was this not you?
not-me-text = Then sign everyone out, this browser and all others. Your present password stops working, and you choose a new one right away.
not-me-button = This wasn’t me
not-me-leave = It was you? Then close this page; nothing has been changed.
undo-title = Take your e-mail back
undo-heading = Take your e-mail back
undo-text = Your account gets this e-mail again. Everyone is signed out, the present password stops working, and you choose a new one right away.
undo-button = Take it back
undo-leave = Did you change it yourself? Then close this page, and everything stays as it is.
email-title = Is this e-mail yours?
email-heading = Is this e-mail yours?
email-text = From now on the account { $from } would be reached and signed in to with this one.
email-button = Yes, it is mine
email-done-title = The e-mail is proven
email-done-heading = The e-mail is proven
email-done-text = The account can be signed in to with it from now on.

## After being away

go-on-title = You are signed in again
go-on-heading = You are signed in again
go-on-text = What you filled in at { $path } is still there. Go on with it?
go-on-late = What you had filled in was kept for a quarter of an hour and is gone. Fill it in again.
go-on-button = Go on
go-on-leave = No, leave it

## The first account

setup-title = Set up the first account
setup-heading = Set up the first account
setup-text = Nobody has an account here yet. This one will be able to run the site.
setup-code = Setup code
setup-code-hint = Printed where the server was started. It looks like ABCD-EFGH-JKLM-NPQR.
setup-button = Create account

## A new password

reset-title = Set a new password
reset-heading = Set a new password
reset-text = This signs you out everywhere, and the old password opens nothing any more.
reset-button = Set new password

## Confirm

confirm-title = Is it still you?
confirm-heading = Is it still you?
confirm-text = What comes next matters for your account, so show once more that it’s you.
confirm-asked = You were signed in with another browser or from another place, so show once more that it’s you.
confirm-button = Go on

## Sign out

logout-title = Sign out
logout-heading = Sign out?
logout-text = This signs you out in this browser only. Anywhere else, you stay signed in.
logout-button = Sign out
logout-back = Stay signed in
logout-done-title = You are signed out
logout-done-heading = You are signed out
logout-done-text = Nobody can use your account in this browser until you sign in again.
logout-done-link = Sign in

## Dashboard

dashboard-title = Dashboard
dashboard-hello = Signed in as
dashboard-displaced = You were signed in at as many places as allowed, so the one you had not used for the longest was ended.
dashboard-displaced-link = See where you’re signed in
dashboard-now = This sign-in
dashboard-with = With
dashboard-began = Began
dashboard-idle = If you’re away, ends
dashboard-last = Ends at the latest
dashboard-remembered = You stay signed in here when you close the browser.
dashboard-not-remembered = Closing the browser usually signs you out here.
dashboard-places = Where you’re signed in
dashboard-places-link = See and end them
dashboard-sign-ins = Last sign-ins
dashboard-sign-ins-none = No sign-ins yet.

## Where you’re signed in

sessions-title = Where you’re signed in
sessions-heading = Where you’re signed in
sessions-text = These browsers can use your account right now. If you don’t know one of them, end it and change your password.
sessions-seen = Last used
sessions-started = Signed in
sessions-ends = If not used, ends
sessions-remembered = Kept signed in
sessions-address = Address
sessions-address-now = now { $ip }
sessions-proof = With: { $proof }
sessions-end = End
# Read aloud in place of “End”.
sessions-end-label = End { $browser }, signed in { $when }
sessions-end-this = Sign out
# Read aloud in place of “Sign out”.
sessions-end-this-label = Sign out of this browser, { $browser }
sessions-others-text =
    { $n ->
        [one] Besides this browser, you’re signed in at one other place.
       *[other] Besides this browser, you’re signed in at { $n } other places.
    }
sessions-others-button = End all the others
sessions-ended-heading = Recently ended
sessions-ended-from = Signed in { $when } from { $ip }
sessions-ended-none = Nothing has ended lately.

## Settings

settings-title = Settings
settings-heading = Settings
settings-profile = About you
settings-language-browser = As my browser asks
settings-time-zone-site = As this site: { $zone }
settings-save = Save
settings-password = Password
settings-password-text = Changing it signs you out everywhere else.
settings-password-link = Change password

settings-email-link = Change e-mail
settings-data = Your data

## Another e-mail

settings-email-title = Your e-mail
settings-email-heading = Your e-mail
settings-email-unproven = Nobody has shown yet that this e-mail is yours.
settings-email-prove = Send a link to this one
settings-email-pending = A letter was sent to { $email }. When the link in it is opened, that is your e-mail.
settings-email-new = New e-mail
settings-email-hint = You get a letter there with a link. The present one is told of the change and can undo it for a week.
settings-email-button = Send the link

## Your data

data-title = Download your data
data-heading = Download your data
data-text = Your account, where you were signed in, and its history, as one file. Passwords are not in it.
data-link = Download my data
delete-title = Delete your account
delete-heading = Delete your account
delete-text = Your account is deleted with everything that is kept about it: settings, sign-ins, history. You are signed out everywhere. This cannot be undone.
delete-sure = Yes, delete it for good
delete-button = Delete my account

## Inviting

invite-title = Invite someone
invite-heading = Invite someone
invite-text = They get a letter with a link to choose a name and a password. It works for a week.
invite-email = Their e-mail
invite-language = Language of the letter
invite-button = Send the invitation

## Another password

password-title = Change your password
password-heading = Change your password
password-text = This signs you out everywhere else, and the old password opens nothing any more.
password-none = Your account has no password yet. You can set one with a link that is sent to your e-mail.
password-button = Change password
password-back = Back to settings

## What happened

history-title = History
history-heading = History
history-text = What happened to your account, the newest first. If something here was not you, change your password.
history-none = Nothing of this kind has happened.
history-filters-label = What is shown
history-pages-label = Older and newer
history-older = Older
history-newest = To the newest

## What happened to everybody

events-title = Everybody’s history
events-heading = Everybody’s history
events-of = Only of this e-mail
events-find = Show

## Errors

error-status = Error { $status }

## Other providers

login-or = or
login-with = Continue with { $provider }
onward-title = One moment
onward-text = You’re being taken there. If nothing happens, press the button.
onward-button = Go on
confirm-with = Confirm with { $provider }
confirm-no-way = Your account has no password, and nothing else that could confirm it’s you. Set a password first.
settings-connections = Other ways to sign in
settings-connections-text = Sign in with an account you have elsewhere.
settings-connections-link = Show
connections-title = Other ways to sign in
connections-heading = Other ways to sign in
connections-text = Whoever can sign in there can sign in here as you. Connect only accounts of your own.
connections-waiting = Connect { $provider }?
connections-waiting-text = You came from { $provider }. Connect it, and you can sign in with it from now on.
connections-connect = Connect { $provider }
connections-used = Last used
connections-since = Connected
connections-only = This is the only way into your account. Set a password before you disconnect it.
connections-set-password = Set a password
connections-remove = Disconnect
connections-remove-label = Disconnect { $provider }
connections-none = Nothing is connected.
connections-others = Not connected

## For whoever looks after others

nav-admin = Administration
admin-label = Administration
field-role = Role
users-title = People
users-heading = People
users-add = Add someone
users-find-label = Name or e-mail
users-find = Find
users-show-label = Show
users-show-all = Everybody
users-show-disabled = Disabled accounts
users-show-role = With the role { $role }
users-disabled = Disabled
users-waits = No way in yet
users-none = Nobody is found by that. Try the beginning of a name or of an e-mail.
users-nobody = There is nobody yet.
users-not-yet = None found so far among so many. Go on with “Older”.
new-user-title = Add someone
new-user-heading = Add someone
new-user-text = They get a letter that leads to choosing a password. Nobody else ever sees it.
new-user-name = Their name
new-user-button = Add the account
user-above = This account may do more than yours, so you can look but not change it.
user-account = Account
user-verified = confirmed { $when }
user-not-verified = not confirmed
user-made = Made
user-ways = Signs in by
user-no-way = nothing yet
user-role-button = Change the role
user-reset-text = This sends them a letter with a link to choose a new password. Until then the old one works.
user-reset-button = Send the link
user-access = Access
user-enable-text = Nobody can sign in to this account.
user-enable-button = Enable the account
user-disable-text = This signs them out everywhere, and they can’t sign in any more. Nothing is deleted.
user-disable-button = Disable the account
user-live = Signed in now
user-live-none = Not signed in anywhere.
user-end-all-text = Sign them out everywhere. They can sign in again.
user-end-all-button = End all their sessions
user-events-link = All of it
anyones-title = Everybody’s sessions
anyones-heading = Everybody’s sessions
anyones-text = The newest first. Open an account to end any of its sessions.
anyones-live = Signed in
anyones-seen = Last seen { $when }
anyones-none = Nobody has signed in yet.
anyones-end-heading = Sign everybody out
anyones-end-text = Everybody has to sign in again, but for this browser of yours. With very many sessions it takes a while.
anyones-end-button = End everybody’s sessions
letters-title = Letters
letters-heading = Letters
letters-text = What was sent in the last two weeks, and what could not be. What stands in a letter is not shown: its link would open an account.
letters-no-server = There is no mail server in the settings (smtp_url), so all letters wait.
letters-filters-label = Which letters are shown
letters-all = All
letters-not-sent = Not sent
letters-none = There are none.
letters-to-nobody = To someone without an account
letters-again-button = Try again now
letters-again-label = Try again now: { $kind }, { $when }
system-title = System
system-heading = System
system-well = All is well.
system-look = This needs a look
system-days-label = How far back
system-sign-ins = Sign-ins
system-sign-ins-chart = Chart of sign-ins and wrong passwords by the hour. The same stands in the table below.
system-live = Live sessions
system-live-chart = Chart of live sessions by the hour. The same stands in the table below.
system-counted-at = Counted { $when }.
system-counted-never = Not counted yet.
system-live-at =
    { $n ->
        [one] One, counted { $when }.
       *[other] { $n }, counted { $when }.
    }
system-table = The numbers as a table
system-column-hour = Hour
system-column-sign-ins = Sign-ins
system-column-failures = Wrong passwords
system-column-live = Live sessions
system-server = This server
system-version = Version
system-started = Started
system-clock = Its clock
system-database = Database
system-size = { $mb } MB
system-request = This request of yours
system-request-text = What the server believes of it. Where this is wrong, a proxy is set up wrongly.
system-client = Your address
system-peer = Came from
system-public-url = Public address
system-host = Host asked for
system-forwarded-for = X-Forwarded-For
system-forwarded-proto = X-Forwarded-Proto
system-forwarded-host = X-Forwarded-Host
system-cookie = Session cookie
system-secure = sent by https alone
system-not-secure = also sent by http
