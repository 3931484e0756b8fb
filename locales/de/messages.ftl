# The texts the server puts into pages.

## Times

time-now = gerade eben
time-soon = gleich
time-minutes-ago =
    { $n ->
        [one] vor 1 Minute
       *[other] vor { $n } Minuten
    }
time-hours-ago =
    { $n ->
        [one] vor 1 Stunde
       *[other] vor { $n } Stunden
    }
time-days-ago =
    { $n ->
        [one] vor 1 Tag
       *[other] vor { $n } Tagen
    }
time-in-minutes =
    { $n ->
        [one] in 1 Minute
       *[other] in { $n } Minuten
    }
time-in-hours =
    { $n ->
        [one] in 1 Stunde
       *[other] in { $n } Stunden
    }
time-in-days =
    { $n ->
        [one] in 1 Tag
       *[other] in { $n } Tagen
    }

## What is wrong with a field

error-email-missing = Gib eine E-Mail-Adresse ein.
error-email-invalid = Gib eine E-Mail-Adresse wie name@example.com ein.
error-email-long = Gib eine kürzere E-Mail-Adresse ein: Diese ist zu lang, um echt zu sein.
error-password-missing = Gib dein Passwort ein.
error-password-long = Wähle ein kürzeres Passwort: Dieses ist länger, als hier gespeichert werden kann.
error-password-too-long = Prüfe dein Passwort: So lang ist hier keines.
error-password-short =
    { $min ->
        [one] Wähle ein Passwort mit mindestens einem Zeichen.
       *[other] Wähle ein Passwort mit mindestens { $min } Zeichen.
    }
error-current-missing = Gib dein jetziges Passwort ein.
error-new-password-missing = Gib ein neues Passwort ein.
error-password-same = Wähle ein anderes Passwort als das jetzige.
error-choose = Wähle etwas aus der Liste.
error-too-often = Das war etwas zu oft. Versuch es { $when } noch einmal.
error-email-same = Das ist schon deine E-Mail-Adresse.
error-email-taken = Mit dieser E-Mail-Adresse gibt es schon ein Konto.
error-sure = Setze das Häkchen, wenn du sicher bist.
error-last-admin = Außer dir könnte sich niemand um diese Website kümmern. Gib zuerst jemand anderem Administratorrechte.
error-delete-undoable = Die E-Mail-Adresse wurde vor Kurzem geändert, und die frühere kann das bis zum { $until } rückgängig machen. Danach lässt sich das Konto löschen.
error-password-weak = Wähle ein Passwort, das schwerer zu erraten ist. { $why }
error-password-common = Wähle ein anderes Passwort: Dieses steht auf den Listen, die zuerst ausprobiert werden.
error-password-personal = Wähle ein Passwort ohne deinen Namen, deine E-Mail-Adresse oder den Namen dieser Website.
error-name-missing = Gib einen Namen ein.
error-name-long = Gib einen kürzeren Namen ein.
error-code-missing = Gib den Einrichtungscode ein.
error-code-wrong = Dieser Code ist falsch, schon benutzt oder abgelaufen. Sieh dort nach, wo der Server gestartet wurde. Ein Code gilt eine Stunde; öffne danach diese Seite noch einmal, dann zeigt der Server einen neuen.
error-field-doubled = Ein Feld des Formulars kam doppelt an. Fülle das Formular noch einmal aus.
error-field-unexpected = Das Formular kam mit einem Feld an, das nicht dazugehört. Öffne die Seite noch einmal und fülle es dort aus.
error-field-invalid = Prüfe dieses Feld: So lässt es sich nicht lesen.

## Sign-in

login-failed = Die E-Mail-Adresse oder das Passwort stimmt nicht.
login-wait = Das war zu oft falsch. Versuch es { $when } noch einmal.
login-stopped = Zu oft wurde ein falsches Passwort eingegeben. Deshalb kann sich mit dieser E-Mail-Adresse kein neuer Browser anmelden, bis ein neues Passwort festgelegt ist. Ein Browser, in dem du schon einmal angemeldet warst, funktioniert weiter. Lege sonst über „Passwort vergessen?“ ein neues Passwort fest.
login-busy = Gerade melden sich viele an. Versuch es in ein paar Sekunden noch einmal.
login-signed-out = Du bist abgemeldet.
login-account-made = Dein Konto ist fertig. Melde dich damit an.
login-needed = Melde dich an, um weiterzumachen.
login-reset-done = Dein neues Passwort ist festgelegt. Melde dich damit an.
login-email-proven = Das ist jetzt deine E-Mail-Adresse. Melde dich damit an.
login-account-deleted = Dein Konto ist gelöscht.
login-kept = Du warst zu lange weg und bist abgemeldet. Melde dich an; was du ausgefüllt hast, ist noch da.
confirm-failed = Das Passwort stimmt nicht.
confirm-stopped = Hier wurde zu oft ein falsches Passwort eingegeben. Melde dich ab und neu an.

## Sessions

sessions-ended-one = Beendet. Der andere Browser ist jetzt abgemeldet.
sessions-ended-others =
    { $n ->
        [0] Es gab keine anderen Anmeldungen.
        [one] Eine andere Anmeldung wurde beendet. Jetzt ist nur noch dieser Browser angemeldet.
       *[other] { $n } andere Anmeldungen wurden beendet. Jetzt ist nur noch dieser Browser angemeldet.
    }
sessions-already-ended = Diese Anmeldung war schon beendet.

## Why a session ended

reason-signed-out = Abgemeldet
reason-replaced = Im selben Browser neu angemeldet
reason-ended-by-user = Von einem anderen Browser aus beendet
reason-ended-others = Zusammen mit allen anderen beendet
reason-displaced = Beendet, um Platz für eine neue Anmeldung zu machen
reason-idle = Zu lange nicht benutzt
reason-absolute = Höchstdauer erreicht
reason-password = Das Passwort wurde geändert
reason-drift = Plötzlich von anderswo benutzt
reason-not-me = Jemand hat gesagt: Das war ich nicht
reason-provider = Vom Anbieter nicht verlängert
reason-provider-signed-out = Beim Anbieter abgemeldet
reason-disconnected = Der Anbieter wurde vom Konto getrennt
reason-disabled = Das Konto wurde deaktiviert
reason-admin = Von den Betreibern dieser Website beendet
reason-unknown = Beendet

## How someone signed in, and with what

proof-pwd = Passwort
proof-unknown = Unbekannt
proof-and = { $all }, { $more }
# How a provider has seen who it is.
proof-amr-pwd = dort mit Passwort
proof-amr-otp = dort mit Einmalcode
proof-amr-mfa = dort mit mehreren Nachweisen
proof-amr-hwk = dort mit Sicherheitsschlüssel
proof-amr-fpt = dort mit Fingerabdruck
proof-amr-face = dort mit Gesichtserkennung
proof-amr-sms = dort mit Code per SMS
browser-on = { $browser } auf { $system }
browser-unknown = Unbekannter Browser
system-unknown = einem unbekannten System

## Pages for errors

error-400-heading = Das kam nicht vollständig an
error-400-text = Der Server konnte nicht lesen, was dein Browser geschickt hat. Geh zurück und versuch es noch einmal.
error-401-heading = Melde dich zuerst an
error-401-text = Diese Seite ist für alle, die angemeldet sind.
error-403-heading = Das kannst du nicht tun
error-403-text = Du darfst diese Seite nicht öffnen oder das hier nicht tun.
error-403-origin = Dieses Formular kam von { $origin }, einer Adresse, die dieser Server nicht als seine eigene kennt. Die Betreiber können sie ihm mit der Einstellung { $setting } bekannt machen.
error-403-token = Die Seite, von der du kommst, ist veraltet. Geh zurück, lade sie neu und versuch es noch einmal.
error-403-permission = Dafür brauchst du die Berechtigung „{ $permission }“. Die Betreiber dieser Website können sie dir geben.
error-403-recent = Bestätige dafür erst, dass du es bist. Dann mach es noch einmal.
error-404-heading = Hier ist nichts
error-404-text = Vielleicht ist die Adresse falsch geschrieben, oder die Seite ist umgezogen.
error-405-heading = Das geht hier nicht
error-405-text = Diese Adresse gibt es, aber nicht für das, was dein Browser von ihr wollte. Geh zurück und nutze das Formular oder den Link auf der Seite.
error-413-heading = Das war zu viel auf einmal
error-413-text = Was dein Browser geschickt hat, ist größer, als diese Seite annimmt. Kürze es und versuch es noch einmal.
error-415-heading = Diese Art von Daten passt hier nicht
error-415-text = Dein Browser hat etwas in einer Form geschickt, die diese Seite nicht annimmt. Geh zurück und nutze das Formular auf der Seite.
error-422-heading = Etwas im Formular stimmt nicht
error-422-text = Der Server konnte das Formular lesen, aber nichts damit anfangen. Geh zurück, prüfe es und versuch es noch einmal.
error-429-heading = Etwas zu schnell
error-429-text = Das waren zu viele Versuche in kurzer Zeit. Warte ein paar Minuten und versuch es noch einmal.
error-500-heading = Hier ist etwas schiefgegangen
error-500-text = Es liegt nicht an dir. Versuch es gleich noch einmal; wenn es so bleibt, sag den Betreibern dieser Website Bescheid.
error-503-heading = Gleich wieder da
error-503-text = Der Server ist beschäftigt oder wird gerade gewartet. Versuch es in ein paar Sekunden noch einmal.
error-other-heading = Das hat nicht geklappt
error-other-text = Der Server konnte das nicht tun. Geh zurück und versuch es noch einmal.
error-action-home = Zur Übersicht
error-action-login = Zur Anmeldung
error-action-confirm = Bestätigen, dass du es bist

## Why a password is easy to guess; follows error-password-weak

warning-straight-row = Tasten, die nebeneinanderliegen, werden früh ausprobiert.
warning-short-keyboard-pattern = Kurze Muster auf der Tastatur werden früh ausprobiert.
warning-repeat-char = Immer dasselbe Zeichen, wie „aaa“, ist schnell erraten.
warning-repeat-pattern = Wiederholungen wie „abcabc“ sind kaum besser als „abc“.
warning-sequence = Folgen wie „abc“ oder „6543“ sind schnell erraten.
warning-recent-year = Jahreszahlen aus letzter Zeit sind schnell erraten.
warning-date = Ein Datum ist schnell erraten.
warning-top-10 = Es ist eines der zehn meistbenutzten Passwörter.
warning-top-100 = Es ist eines der hundert meistbenutzten Passwörter.
warning-common = Es ist ein sehr häufiges Passwort.
warning-similar-common = Es ist einem häufigen Passwort zu ähnlich.
warning-word = Ein einzelnes Wort ist schnell erraten, ein paar hintereinander nicht.
warning-names = Namen allein sind schnell erraten.
warning-common-names = Häufige Namen sind schnell erraten.
warning-guessable = Nimm noch ein oder zwei Wörter dazu, am besten weniger gebräuchliche.

## Settings

settings-saved = Gespeichert.
settings-password-changed = Dein Passwort ist geändert. Überall sonst bist du abgemeldet.
email-sent = Sieh im Postfach der neuen E-Mail-Adresse nach und öffne dort den Link. Bis dahin bleibt alles, wie es ist.
email-proven = Das ist jetzt deine E-Mail-Adresse.
invite-sent = Die Einladung ist unterwegs.
invite-waits = Die Einladung wartet, weil kein Mailserver eingerichtet ist.
# The language's own name.
language-name = Deutsch

## What happened

history-all = Alles
history-sign-ins = Anmeldungen
history-failures = Falsche Passwörter
history-endings = Beendet
history-changes = Änderungen
history-ended-others =
    { $n ->
        [one] Eine andere, alle auf einmal
       *[other] { $n } andere, alle auf einmal
    }
event-sign-in = Angemeldet
event-sign-in-failed = Falsches Passwort beim Anmelden
event-confirm = Noch einmal bestätigt
event-confirm-failed = Falsches Passwort bei der erneuten Eingabe
event-session-ended = Eine Anmeldung wurde beendet
event-displaced = Eine Anmeldung wurde beendet, um Platz für eine neue zu machen
event-account-added = Konto angelegt
event-reset-started = Link für ein neues Passwort erstellt
event-password-reset = Neues Passwort über einen Link gesetzt
event-password-changed = Passwort geändert
event-profile-changed = Angaben geändert
event-drift = Von anderswo benutzt
event-email-asked = Andere E-Mail-Adresse gewünscht
event-email-changed = E-Mail-Adresse geändert
event-email-verified = E-Mail-Adresse bestätigt
event-email-undone = E-Mail-Adresse von der früheren Adresse aus zurückgeändert
event-not-me = „Das war ich nicht“: Alle wurden abgemeldet
event-data-downloaded = Daten heruntergeladen
event-account-deleted = Konto gelöscht
event-invited = Jemanden eingeladen
event-connected = Andere Anmeldemöglichkeit verbunden
event-disconnected = Andere Anmeldemöglichkeit getrennt
event-role-changed = Rolle geändert
event-disabled = Konto gesperrt
event-enabled = Konto wieder freigegeben
event-all-ended = Sitzungen aller Konten beendet
event-unknown = Etwas anderes
drift-network = Ein anderes Netz
drift-network-asked = Ein anderes Netz; es musste bestätigt werden
drift-browser-asked = Ein anderer Browser; er musste bestätigt werden
profile-name = Name
profile-language = Sprache
profile-time-zone = Zeitzone
events-nobody = Niemand hier hat diese E-Mail-Adresse.

## Dates

time-exact = { $day }. { $month } { $year }, { $time } { $zone }
time-day = { $day }. { $month }
month-1 = Jan.
month-2 = Feb.
month-3 = März
month-4 = Apr.
month-5 = Mai
month-6 = Juni
month-7 = Juli
month-8 = Aug.
month-9 = Sept.
month-10 = Okt.
month-11 = Nov.
month-12 = Dez.

## Letters

# Beneath every letter.
mail-ending =
    { $service }, { $site }
    Diese E-Mail hat ein Programm geschrieben; Antworten darauf liest niemand.
mail-reset-subject = Neues Passwort für { $service } festlegen
mail-reset-text =
    Hallo { $name },

    jemand hat ein neues Passwort für dein Konto bei { $service } angefordert. Wenn du das warst, öffne den Link und wähle eines.

    Der Link funktioniert einmal, bis zum { $until }. Wenn du es nicht warst, musst du nichts tun: Dein Passwort bleibt, wie es ist.
mail-reset-link = Neues Passwort festlegen
mail-reset-by-admin-subject = Neues Passwort für { $service } festlegen
mail-reset-by-admin-text =
    Hallo { $name },

    die Betreiber von { $service } haben dir diesen Link geschickt, damit du ein neues Passwort wählen kannst.

    Der Link funktioniert einmal, bis zum { $until }. Bis du ihn benutzt hast, bleibt dein Passwort, wie es ist. Wenn du nicht weißt, warum du ihn bekommst, frag sie, bevor du ihn öffnest.
mail-reset-by-admin-link = Neues Passwort festlegen
mail-join-subject = Dein Konto bei { $service }
mail-join-text =
    Hallo,

    jemand möchte mit dieser E-Mail-Adresse ein Konto bei { $service }. Wenn du das bist, öffne den Link und wähle einen Namen und ein Passwort.

    Der Link funktioniert einmal, bis zum { $until }. Wenn du es nicht bist, musst du nichts tun: Ohne den Link gibt es kein Konto.
mail-join-link = Konto anlegen
mail-invited-subject = Du bist zu { $service } eingeladen
mail-invited-text =
    Hallo,

    du bist zu { $service } eingeladen. Öffne den Link und wähle einen Namen und ein Passwort.

    Der Link funktioniert einmal, bis zum { $until }.
mail-invited-link = Konto anlegen
mail-has-account-subject = Du hast schon ein Konto bei { $service }
mail-has-account-text =
    Hallo { $name },

    jemand wollte deine E-Mail-Adresse für ein Konto bei { $service } benutzen. Du hast dort schon eines. Wenn du das warst, melde dich an; wenn du dein Passwort vergessen hast, kannst du dort ein neues festlegen.

    Wenn du es nicht warst, musst du nichts tun.
mail-has-account-link = Anmelden
mail-email-confirm-subject = Ist das deine E-Mail-Adresse?
mail-email-confirm-text =
    Hallo,

    das Konto { $other } bei { $service } möchte diese E-Mail-Adresse benutzen. Wenn du das bist, öffne den Link und bestätige es. Bis dahin bleibt alles, wie es ist.

    Der Link funktioniert einmal, bis zum { $until }. Wenn du es nicht bist, musst du nichts tun.
mail-email-confirm-link = Das ist meine E-Mail-Adresse
mail-email-changed-subject = Deine E-Mail-Adresse bei { $service } wurde geändert
mail-email-changed-text =
    Hallo { $name },

    die E-Mail-Adresse deines Kontos bei { $service } ist jetzt { $other }. Sie wurde am { $when } geändert.

    Wenn du das nicht warst, öffne den Link: Damit bekommst du diese E-Mail-Adresse zurück, alle werden abgemeldet, und du kannst ein neues Passwort festlegen. Er funktioniert bis zum { $until }.
mail-email-changed-link = Das war ich nicht
mail-email-undone-subject = Deine E-Mail-Adresse bei { $service } wurde zurückgeändert
mail-email-undone-text =
    Hallo { $name },

    die E-Mail-Adresse deines Kontos bei { $service } wurde am { $when } von dort aus auf { $other } zurückgeändert. Diese Adresse gehört nicht mehr zum Konto, und alle wurden abgemeldet.
mail-new-browser-subject = Neue Anmeldung bei { $service }
mail-new-browser-text =
    Hallo { $name },

    jemand hat sich in deinem Konto bei { $service } angemeldet, mit einem Browser, der hier noch nicht benutzt wurde:

    { $browser }
    { $when }
    von { $ip } aus

    Wenn du das warst, musst du nichts tun. Wenn nicht, öffne den Link: Damit werden alle abgemeldet, und du kannst ein neues Passwort festlegen.
mail-new-browser-link = Das war ich nicht
mail-password-changed-subject = Dein Passwort für { $service } wurde geändert
mail-password-changed-text =
    Hallo { $name },

    das Passwort deines Kontos bei { $service } wurde am { $when } von { $ip } aus geändert (Browser: { $browser }).

    Wenn du das nicht warst, öffne den Link: Damit werden alle abgemeldet, und du kannst ein neues Passwort festlegen.
mail-password-changed-link = Das war ich nicht
mail-connected-subject = { $other } wurde mit deinem Konto bei { $service } verbunden
mail-connected-text =
    Hallo { $name },

    in deinem Konto bei { $service } kann man sich von jetzt an auch mit { $other } anmelden. Die Verbindung wurde am { $when } von { $ip } aus hergestellt (Browser: { $browser }).

    Wenn du das nicht warst, öffne den Link: Damit werden alle abgemeldet, die Verbindung wird getrennt, und du kannst ein neues Passwort festlegen.
mail-connected-link = Das war ich nicht
mail-disconnected-subject = { $other } wurde von deinem Konto bei { $service } getrennt
mail-disconnected-text =
    Hallo { $name },

    bei deinem Konto bei { $service } kann man sich nicht mehr mit { $other } anmelden. Getrennt wurde es am { $when } ({ $browser }, von { $ip }).

    Wenn du das nicht warst, öffne den Link: Damit werden alle abgemeldet, und du kannst ein neues Passwort setzen.
mail-disconnected-link = Das war ich nicht
mail-added-subject = Dein Konto bei { $service }
mail-added-text =
    Hallo { $name },

    für dich wurde mit dieser E-Mail-Adresse ein Konto bei { $service } angelegt. Um ein Passwort zu wählen, öffne den Link, gib diese E-Mail-Adresse ein und folge der E-Mail, die du dann bekommst.

    Wenn du nicht weißt, worum es geht, musst du nichts tun.
mail-added-link = Passwort wählen
mail-account-deleted-subject = Dein Konto bei { $service } ist gelöscht
mail-account-deleted-text =
    Hallo { $name },

    dein Konto bei { $service } wurde am { $when } gelöscht, mit allem, was darüber gespeichert war.

    Wenn du das nicht warst, sag den Betreibern von { $service } Bescheid.

## Other providers

provider-away = { $provider } ist gerade nicht zu erreichen. Versuch es gleich noch einmal, oder melde dich anders an.
provider-failed = { $provider } hat nicht gezeigt, wer du bist. Versuch es noch einmal; wenn es wieder geschieht, sag es denen, die diese Website betreiben.
provider-flow-gone = Das wurde in einem anderen Browser begonnen, oder vor zu langer Zeit. Fang noch einmal an.
provider-no-account = Mit { $provider }, so wie du dort angemeldet bist, lässt sich hier kein Konto öffnen. Wenn du eines hast, melde dich anders an und verbinde die beiden in den Einstellungen; sonst frag die, die diese Website betreiben.
provider-email-unproven = { $provider } hat deine E-Mail nicht geprüft. Lass sie dort prüfen, und komm wieder.
provider-somebody-else = Bei { $provider } bist du jemand anderes. Bestätige mit dem Konto, das mit deinem verbunden ist.
provider-cancelled = { $provider } hat es nicht zu Ende geführt: Es wurde dort abgebrochen oder kam zu spät zurück.
login-has-account = Mit dieser E-Mail-Adresse gibt es hier schon ein Konto. Melde dich damit an, dann kannst du beide verbinden.
onward-heading = Weiter zu { $provider }
onward-sign-out = Hier abgemeldet, jetzt noch bei { $provider }
connections-done = Verbunden.
connections-removed = Die Verbindung ist getrennt, und wo du dich sonst damit angemeldet hattest, bist du abgemeldet.
connections-already = Das war schon verbunden.
connections-taken = Das ist hier schon mit einem anderen Konto verbunden. Melde dich zuerst bei dem anderen an und trenne dort die Verbindung.
connections-late = Das hat zu lange gedauert. Verbinde es noch einmal.
connections-last = Das ist der einzige Weg in dein Konto. Lege zuerst ein Passwort fest.
connections-cancelled = Es wurde nichts verbunden: Es wurde dort abgebrochen oder kam zu spät zurück.
connections-failed = Es wurde nichts verbunden: Die andere Website war nicht zu erreichen oder hat nicht gezeigt, wer du bist. Versuch es gleich noch einmal.

## For whoever looks after others

admin-system = System
admin-users = Personen
admin-sessions = Sitzungen
admin-events = Verlauf
admin-mail = E-Mails
admin-invite = Einladen
history-by = Von { $name }
history-by-gone = Von jemandem mit früheren Administratorrechten
history-ended-all =
    { $n ->
        [one] Eine Sitzung
       *[other] Alle { $n } Sitzungen
    }
user-said-added = Hinzugefügt. Eine E-Mail ist unterwegs.
user-said-added-waits = Hinzugefügt. Die E-Mail wartet, weil kein Mailserver eingerichtet ist. Wer den Server betreibt, kann einen Link ausgeben: hallpass user password-reset.
user-said-disabled = Gesperrt. Die Person ist überall abgemeldet.
user-said-enabled = Freigegeben. Die Person kann sich wieder anmelden.
user-said-role = Die Rolle ist geändert. Sie gilt sofort.
user-said-reset = Eine E-Mail mit dem Link ist unterwegs.
user-said-reset-waits = Die E-Mail wartet, weil kein Mailserver eingerichtet ist. Wer den Server betreibt, kann einen Link ausgeben: hallpass user password-reset.
user-said-ended = Die Sitzung ist beendet.
user-said-ended-all = Die Person ist überall abgemeldet.
user-said-already = Das war schon so.
user-said-last = Das ist das letzte Konto, mit dem man sich anmelden kann und das alles darf. Gib zuerst jemand anderem diese Rolle.
user-said-above = Dieses Konto oder diese Rolle darf mehr als du.
user-said-off = Das Konto ist gesperrt. Gib es zuerst frei.
anyones-ending = Die Sitzungen von allen werden gerade beendet, bisher { $n }. Es geht von selbst weiter, auch wenn der Server neu gestartet wird.
anyones-ended = Die Sitzungen von allen sind beendet: { $n }.
letters-again = Es wird gleich noch einmal versucht.
letters-gone = Die E-Mail wurde inzwischen verschickt oder wird es gerade.
letter-reset = Neues Passwort
letter-reset-by-admin = Neues Passwort, von den Betreibern
letter-join = Neues Konto
letter-invited = Einladung
letter-has-account = Hat schon ein Konto
letter-email-confirm = E-Mail-Adresse bestätigen
letter-email-changed = E-Mail-Adresse geändert
letter-email-undone = E-Mail-Adresse zurückgeändert
letter-new-browser = Neue Anmeldung
letter-password-changed = Passwort geändert
letter-connected = Anbieter verbunden
letter-disconnected = Anbieter getrennt
letter-account-deleted = Konto gelöscht
letter-added = Konto hinzugefügt
letter-is-sent = Verschickt
letter-is-waiting = Wartet
letter-is-failed = Wird noch einmal versucht
letter-is-given-up = Aufgegeben
letter-is-sealed = Mit einem anderen Schlüssel verschlüsselt
system-days =
    { $n ->
        [one] Ein Tag
       *[other] { $n } Tage
    }
system-request-good = Diese Anfrage kam an, wie sie sollte.
system-foreign-key = In letzter Zeit wurden Sitzungen mit einem geheimen Schlüssel verschlüsselt, den dieser Server nicht kennt. Server mit gemeinsamer Datenbank müssen denselben secret_key haben; führe `hallpass doctor` aus.
system-swept = Alte Sitzungen wurden zuletzt { $when } gelöscht: { $n }.
system-not-swept = Seit Stunden wurden keine alten Sitzungen gelöscht. Der Grund steht im Protokoll.
system-counted = Die Anmeldungen wurden zuletzt { $when } gezählt.
system-not-counted = In den letzten Minuten wurde nichts gezählt. Wenn es so bleibt, steht der Grund im Protokoll.
system-mail =
    { $n ->
        [0] Es warten keine E-Mails.
        [one] Eine E-Mail wartet darauf, verschickt zu werden.
       *[other] { $n } E-Mails warten darauf, verschickt zu werden.
    }
system-mail-none =
    { $n ->
        [0] In den Einstellungen steht kein Mailserver (smtp_url): E-Mails würden warten.
        [one] In den Einstellungen steht kein Mailserver (smtp_url): Eine E-Mail wartet.
       *[other] In den Einstellungen steht kein Mailserver (smtp_url): { $n } E-Mails warten.
    }
system-mail-given-up =
    { $n ->
        [one] Eine E-Mail konnte nicht verschickt werden und wurde aufgegeben.
       *[other] { $n } E-Mails konnten nicht verschickt werden und wurden aufgegeben.
    }
doubt-readable = public_url beginnt mit http://, Passwörter sind also unterwegs lesbar. Das ist nur etwas für ein Heimnetz und zum Ausprobieren: Stell im offenen Internet nginx oder Caddy davor.
doubt-no-proxy-named = public_url beginnt mit https://, es steht also ein Proxy davor, aber trusted_proxies ist leer: Alle zählen als eine einzige Adresse. Trag den Proxy dort ein.
doubt-no-time-limit = In trusted_proxies ist kein Proxy eingetragen. Stell im offenen Internet nginx oder Caddy davor und trag ihn dort ein.
doubt-proxy-not-named = Ein Proxy sagt, für wen er anfragt (X-Forwarded-For), steht aber nicht in trusted_proxies: Alle, die über ihn kommen, zählen als eine einzige Adresse. Trag ihn dort ein, wenn er zu dir gehört.
doubt-nothing-forwarded = Der Proxy sagt nicht, für wen er anfragt: Alle zählen als eine einzige Adresse. Richte ihn so ein, dass er X-Forwarded-For hinzufügt.
doubt-other-scheme = Der Proxy sagt (X-Forwarded-Proto), dass du nicht so gekommen bist, wie es in public_url steht (http oder https). Trag in public_url ein, was wirklich benutzt wird.
doubt-other-host = Du bist über einen Namen gekommen, der weder in public_url noch in allowed_origins steht: Formulare von dort werden abgelehnt. Leite diesen Namen auf public_url um.
doubt-forged-passed-on = Was auch immer jemand in X-Forwarded-For schreibt, wird geglaubt. Richte den Proxy so ein, dass er die Adresse hinzufügt, von der die Anfrage kommt.
doubt-trusts-too-many = In trusted_proxies steht eine Adresse, von der aus Leute diese Website besuchen. Trag dort nur die Proxys ein.
