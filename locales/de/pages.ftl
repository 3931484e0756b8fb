# The words of the pages.

## Every page

skip-link = Zum Hauptinhalt springen
nav-label = Hauptmenü
nav-dashboard = Übersicht
nav-sessions = Browser
nav-history = Verlauf
nav-settings = Einstellungen
nav-sign-out = Abmelden
footer-text = Du kannst jederzeit sehen, wo du angemeldet bist, und es beenden.
# Stands before the title of a page which shows errors.
title-problem = Problem:
errors-heading = Es gibt ein Problem
this-browser = Dieser Browser

## Fields

field-email = E-Mail-Adresse
field-name = Dein Name
field-language = Sprache
field-time_zone = Zeitzone
field-password = Passwort
field-current-password = Jetziges Passwort
field-new-password = Neues Passwort
field-new-password-hint = Mindestens { $min } Zeichen. Gut sind ein paar Wörter hintereinander.

## Sign in

login-title = Anmelden
login-heading = Anmelden
login-remember = Auf diesem Gerät angemeldet bleiben
login-remember-hint =
    { $days ->
        [one] Bis zu einen Tag lang. Nicht an einem Computer, den du mit anderen teilst.
       *[other] Bis zu { $days } Tage lang. Nicht an einem Computer, den du mit anderen teilst.
    }
login-button = Anmelden
login-forgot = Passwort vergessen?
login-register = Konto anlegen
back-to-login = Zurück zur Anmeldung

## Letters that are asked for

mail-none = Nach ein paar Minuten noch nichts da? Sieh bei den unerwünschten E-Mails (Spam) nach und prüfe die E-Mail-Adresse, die du eingegeben hast.
mail-again = Noch einmal eingeben
forgot-title = Passwort vergessen?
forgot-heading = Passwort vergessen?
forgot-text = Gib deine E-Mail-Adresse ein, dann bekommst du eine E-Mail mit einem Link für ein neues Passwort.
forgot-button = Link schicken
forgot-sent-title = Sieh in deinem Postfach nach
forgot-sent-heading = Sieh in deinem Postfach nach
forgot-sent-text = Wenn es mit dieser E-Mail-Adresse ein Konto gibt, ist eine E-Mail mit einem Link unterwegs. Der Link gilt eine Stunde.
register-title = Konto anlegen
register-heading = Konto anlegen
register-text = Gib deine E-Mail-Adresse ein, dann bekommst du eine E-Mail mit einem Link, über den es weitergeht.
register-button = Link schicken
register-sent-title = Sieh in deinem Postfach nach
register-sent-heading = Sieh in deinem Postfach nach
register-sent-text = Eine E-Mail ist unterwegs. Öffne den Link darin und wähle einen Namen und ein Passwort; er gilt einen Tag.
join-title = Dein Konto anlegen
join-heading = Dein Konto anlegen
join-button = Konto anlegen

## Links from letters

link-gone-title = Dieser Link funktioniert nicht mehr
link-gone-heading = Dieser Link funktioniert nicht mehr
link-gone-text = Ein Link funktioniert einmal und nur für eine gewisse Zeit. Ein neuerer macht die älteren ungültig.
link-gone-again = Wenn er hier lange offen war, öffne ihn noch einmal aus der E-Mail.
link-gone-done = Hast du dein neues Passwort schon festgelegt? Dann melde dich damit an.
link-gone-forgot = Neuen Link anfordern
link-gone-login = Zur Anmeldung
link-gone-home = Zur Startseite
not-me-title = Warst du das nicht?
not-me-heading = Warst du das nicht?
not-me-text = Dann melde alle ab, diesen Browser und alle anderen. Dein jetziges Passwort gilt dann nicht mehr, und du wählst gleich ein neues.
not-me-button = Das war ich nicht
not-me-leave = Du warst es doch? Dann schließ diese Seite; es wurde nichts geändert.
undo-title = Deine E-Mail-Adresse zurückholen
undo-heading = Deine E-Mail-Adresse zurückholen
undo-text = Dein Konto bekommt diese E-Mail-Adresse wieder. Alle werden abgemeldet, das jetzige Passwort gilt nicht mehr, und du wählst gleich ein neues.
undo-button = Zurückholen
undo-leave = Hast du sie selbst geändert? Dann schließ diese Seite; es bleibt alles, wie es ist.
email-title = Ist das deine E-Mail-Adresse?
email-heading = Ist das deine E-Mail-Adresse?
email-text = Das Konto { $from } hätte von jetzt an diese E-Mail-Adresse: zum Anmelden und für alle E-Mails.
email-button = Ja, das ist meine
email-done-title = Die E-Mail-Adresse ist bestätigt
email-done-heading = Die E-Mail-Adresse ist bestätigt
email-done-text = Ab jetzt kann man sich mit ihr bei dem Konto anmelden.

## After being away

go-on-title = Du bist wieder angemeldet
go-on-heading = Du bist wieder angemeldet
go-on-text = Was du unter { $path } ausgefüllt hast, ist noch da. Möchtest du damit weitermachen?
go-on-late = Was du ausgefüllt hattest, wurde eine Viertelstunde lang aufgehoben und ist jetzt weg. Bitte fülle es noch einmal aus.
go-on-button = Weitermachen
go-on-leave = Nein, lieber nicht

## The first account

setup-title = Das erste Konto einrichten
setup-heading = Das erste Konto einrichten
setup-text = Hier hat noch niemand ein Konto. Mit diesem lässt sich die Website verwalten.
setup-code = Einrichtungscode
setup-code-hint = Er steht dort, wo der Server gestartet wurde, und sieht so aus: ABCD-EFGH-JKLM-NPQR.
setup-button = Konto anlegen

## A new password

reset-title = Neues Passwort festlegen
reset-heading = Neues Passwort festlegen
reset-text = Damit wirst du überall abgemeldet, und das alte Passwort öffnet nichts mehr.
reset-button = Neues Passwort festlegen

## Confirm

confirm-title = Bist du es noch?
confirm-heading = Bist du es noch?
confirm-text = Was jetzt kommt, ist für dein Konto wichtig. Zeig deshalb noch einmal, dass du es bist.
confirm-asked = Du warst mit einem anderen Browser oder an einem anderen Ort angemeldet. Zeig deshalb noch einmal, dass du es bist.
confirm-button = Weiter

## Sign out

logout-title = Abmelden
logout-heading = Abmelden?
logout-text = Du wirst nur in diesem Browser abgemeldet. Überall sonst bleibst du angemeldet.
logout-button = Abmelden
logout-back = Angemeldet bleiben
logout-done-title = Du bist abgemeldet
logout-done-heading = Du bist abgemeldet
logout-done-text = In diesem Browser kann niemand dein Konto benutzen, bis du dich wieder anmeldest.
logout-done-link = Anmelden

## Dashboard

dashboard-title = Übersicht
dashboard-hello = Angemeldet als
dashboard-displaced = Du warst schon an so vielen Orten angemeldet wie erlaubt. Deshalb wurde die Anmeldung beendet, die du am längsten nicht benutzt hast.
dashboard-displaced-link = Ansehen, wo du angemeldet bist
dashboard-now = Diese Anmeldung
dashboard-with = Mit
dashboard-began = Begonnen
dashboard-idle = Endet, wenn du weg bist
dashboard-last = Endet spätestens
dashboard-remembered = Du bleibst hier angemeldet, auch wenn du den Browser schließt.
dashboard-not-remembered = Wenn du den Browser schließt, wirst du hier meist abgemeldet.
dashboard-places = Wo du angemeldet bist
dashboard-places-link = Ansehen und beenden
dashboard-sign-ins = Letzte Anmeldungen
dashboard-sign-ins-none = Noch keine Anmeldungen.

## Where you’re signed in

sessions-title = Wo du angemeldet bist
sessions-heading = Wo du angemeldet bist
sessions-text = Diese Browser können dein Konto gerade benutzen. Wenn du einen davon nicht kennst, melde ihn ab und ändere dein Passwort.
sessions-seen = Zuletzt benutzt
sessions-started = Angemeldet
sessions-ends = Endet ohne Nutzung
sessions-remembered = Bleibt angemeldet
sessions-address = Adresse
sessions-address-now = jetzt { $ip }
sessions-proof = Mit: { $proof }
sessions-end = Beenden
# Read aloud in place of “End”.
sessions-end-label = Beenden: { $browser }, angemeldet am { $when }
sessions-end-this = Abmelden
# Read aloud in place of “Sign out”.
sessions-end-this-label = Abmelden in diesem Browser, { $browser }
sessions-others-text =
    { $n ->
        [one] Außer in diesem Browser bist du noch an einem anderen Ort angemeldet.
       *[other] Außer in diesem Browser bist du noch an { $n } anderen Orten angemeldet.
    }
sessions-others-button = Alle anderen beenden
sessions-ended-heading = Kürzlich beendet
sessions-ended-from = Angemeldet am { $when } von { $ip } aus
sessions-ended-none = In letzter Zeit wurde nichts beendet.

## Settings

settings-title = Einstellungen
settings-heading = Einstellungen
settings-profile = Über dich
settings-language-browser = Wie mein Browser es wünscht
settings-time-zone-site = Wie diese Website: { $zone }
settings-save = Speichern
settings-password = Passwort
settings-password-text = Wenn du es änderst, wirst du überall sonst abgemeldet.
settings-password-link = Passwort ändern

settings-email-link = E-Mail-Adresse ändern
settings-data = Deine Daten

## Another e-mail

settings-email-title = Deine E-Mail-Adresse
settings-email-heading = Deine E-Mail-Adresse
settings-email-unproven = Noch ist nicht bestätigt, dass diese E-Mail-Adresse dir gehört.
settings-email-prove = Link an diese Adresse senden
settings-email-pending = An { $email } wurde eine E-Mail geschickt. Sobald der Link darin geöffnet wird, ist das deine E-Mail-Adresse.
settings-email-new = Neue E-Mail-Adresse
settings-email-hint = Dorthin bekommst du eine E-Mail mit einem Link. Auch an die jetzige Adresse geht eine E-Mail; von dort aus lässt sich die Änderung eine Woche lang rückgängig machen.
settings-email-button = Link schicken

## Your data

data-title = Deine Daten herunterladen
data-heading = Deine Daten herunterladen
data-text = Dein Konto, wo du angemeldet warst, und sein Verlauf in einer Datei. Passwörter sind nicht dabei.
data-link = Meine Daten herunterladen
delete-title = Dein Konto löschen
delete-heading = Dein Konto löschen
delete-text = Dein Konto wird gelöscht, mit allem, was darüber gespeichert ist: Einstellungen, Anmeldungen, Verlauf. Du wirst überall abgemeldet. Das lässt sich nicht rückgängig machen.
delete-sure = Ja, endgültig löschen
delete-button = Mein Konto löschen

## Inviting

invite-title = Jemanden einladen
invite-heading = Jemanden einladen
invite-text = Die eingeladene Person bekommt eine E-Mail mit einem Link, um einen Namen und ein Passwort zu wählen. Der Link gilt eine Woche.
invite-email = E-Mail-Adresse der Person
invite-language = Sprache der E-Mail
invite-button = Einladung schicken

## Another password

password-title = Ändere dein Passwort
password-heading = Ändere dein Passwort
password-text = Damit wirst du überall sonst abgemeldet, und das alte Passwort öffnet nichts mehr.
password-none = Dein Konto hat noch kein Passwort. Du kannst eines setzen: mit einem Link, der an deine E-Mail-Adresse geht.
password-button = Passwort ändern
password-back = Zurück zu den Einstellungen

## What happened

history-title = Verlauf
history-heading = Verlauf
history-text = Was mit deinem Konto geschehen ist, das Neueste zuerst. Wenn du etwas davon nicht selbst warst, ändere dein Passwort.
history-none = Davon ist nichts geschehen.
history-filters-label = Was gezeigt wird
history-pages-label = Älteres und Neueres
history-older = Älteres
history-newest = Zum Neuesten

## What happened to everybody

events-title = Der Verlauf von allen
events-heading = Der Verlauf von allen
events-of = Nur von dieser E-Mail-Adresse
events-find = Zeigen

## Errors

error-status = Fehler { $status }

## Other providers

login-or = oder
login-with = Weiter mit { $provider }
onward-title = Einen Moment
onward-text = Du wirst dorthin weitergeleitet. Wenn nichts passiert, drück auf den Knopf.
onward-button = Weiter
confirm-with = Mit { $provider } bestätigen
confirm-no-way = Dein Konto hat kein Passwort und auch sonst nichts, womit du bestätigen könntest, dass du es bist. Lege zuerst ein Passwort fest.
settings-connections = Andere Anmeldemöglichkeiten
settings-connections-text = Melde dich mit einem Konto an, das du anderswo hast.
settings-connections-link = Ansehen
connections-title = Andere Anmeldemöglichkeiten
connections-heading = Andere Anmeldemöglichkeiten
connections-text = Wer sich dort anmelden kann, kann sich auch hier in deinem Konto anmelden. Verbinde nur Konten, die dir gehören.
connections-waiting = { $provider } verbinden?
connections-waiting-text = Du kommst von { $provider }. Wenn du es verbindest, kannst du dich von jetzt an damit anmelden.
connections-connect = { $provider } verbinden
connections-used = Zuletzt benutzt
connections-since = Verbunden
connections-only = Das ist der einzige Weg in dein Konto. Lege ein Passwort fest, bevor du die Verbindung trennst.
connections-set-password = Passwort festlegen
connections-remove = Trennen
connections-remove-label = Trennen: { $provider }
connections-none = Es ist nichts verbunden.
connections-others = Nicht verbunden

## For whoever looks after others

nav-admin = Verwaltung
admin-label = Verwaltung
field-role = Rolle
users-title = Personen
users-heading = Personen
users-add = Jemanden hinzufügen
users-find-label = Name oder E-Mail-Adresse
users-find = Suchen
users-show-label = Zeigen
users-show-all = Alle
users-show-disabled = Gesperrte Konten
users-show-role = Mit der Rolle { $role }
users-disabled = Gesperrt
users-waits = Noch kein Zugang
users-none = Niemand gefunden. Versuch es mit dem Anfang eines Namens oder einer E-Mail-Adresse.
users-nobody = Hier ist noch niemand.
users-not-yet = Unter so vielen wurde bisher niemand gefunden. Mach mit „Älteres“ weiter.
new-user-title = Jemanden hinzufügen
new-user-heading = Jemanden hinzufügen
new-user-text = Die Person bekommt eine E-Mail, über die sie ein Passwort wählen kann. Niemand sonst bekommt es je zu sehen.
new-user-name = Name der Person
new-user-button = Konto anlegen
user-above = Dieses Konto darf mehr als deines. Deshalb kannst du es ansehen, aber nicht ändern.
user-account = Konto
user-verified = bestätigt am { $when }
user-not-verified = nicht bestätigt
user-made = Angelegt
user-ways = Anmeldung mit
user-no-way = noch nichts
user-role-button = Rolle ändern
user-reset-text = Die Person bekommt eine E-Mail mit einem Link, um ein neues Passwort zu wählen. Bis dahin gilt das alte.
user-reset-button = Link schicken
user-access = Zugang
user-enable-text = Bei diesem Konto kann sich niemand anmelden.
user-enable-button = Konto freigeben
user-disable-text = Die Person wird überall abgemeldet und kann sich nicht mehr anmelden. Gelöscht wird nichts.
user-disable-button = Konto sperren
user-live = Jetzt angemeldet
user-live-none = Nirgends angemeldet.
user-end-all-text = Die Person wird überall abgemeldet. Sie kann sich wieder anmelden.
user-end-all-button = Alle Sitzungen dieser Person beenden
user-events-link = Ganzer Verlauf
anyones-title = Die Sitzungen von allen
anyones-heading = Die Sitzungen von allen
anyones-text = Die neuesten zuerst. Öffne ein Konto, um einzelne seiner Sitzungen zu beenden.
anyones-live = Angemeldet
anyones-seen = Zuletzt benutzt { $when }
anyones-none = Noch hat sich niemand angemeldet.
anyones-end-heading = Alle abmelden
anyones-end-text = Alle müssen sich neu anmelden; nur dein Browser hier bleibt angemeldet. Bei sehr vielen Sitzungen dauert es eine Weile.
anyones-end-button = Die Sitzungen von allen beenden
letters-title = E-Mails
letters-heading = E-Mails
letters-text = Was in den letzten zwei Wochen verschickt wurde und was nicht verschickt werden konnte. Was in einer E-Mail steht, wird nicht gezeigt: Der Link darin würde ein Konto öffnen.
letters-no-server = In den Einstellungen steht kein Mailserver (smtp_url), deshalb warten alle E-Mails.
letters-filters-label = Welche E-Mails gezeigt werden
letters-all = Alle
letters-not-sent = Nicht verschickt
letters-none = Es gibt keine.
letters-to-nobody = An jemanden ohne Konto
letters-again-button = Jetzt noch einmal versuchen
letters-again-label = Jetzt noch einmal versuchen: { $kind }, { $when }
system-title = System
system-heading = System
system-well = Alles in Ordnung.
system-look = Das solltest du dir ansehen
system-days-label = Wie weit zurück
system-sign-ins = Anmeldungen
system-sign-ins-chart = Diagramm der Anmeldungen und der falschen Passwörter pro Stunde. Dasselbe steht unten in der Tabelle.
system-live = Laufende Sitzungen
system-live-chart = Diagramm der laufenden Sitzungen pro Stunde. Dasselbe steht unten in der Tabelle.
system-counted-at = Gezählt { $when }.
system-counted-never = Noch nicht gezählt.
system-live-at =
    { $n ->
        [one] Eine, gezählt { $when }.
       *[other] { $n }, gezählt { $when }.
    }
system-table = Die Zahlen als Tabelle
system-column-hour = Stunde
system-column-sign-ins = Anmeldungen
system-column-failures = Falsche Passwörter
system-column-live = Laufende Sitzungen
system-server = Dieser Server
system-version = Version
system-started = Gestartet
system-clock = Seine Uhr
system-database = Datenbank
system-size = { $mb } MB
system-request = Diese Anfrage von dir
system-request-text = Was der Server darüber annimmt. Wenn hier etwas nicht stimmt, ist ein Proxy falsch eingerichtet.
system-client = Deine Adresse
system-peer = Kam von
system-public-url = Öffentliche Adresse
system-host = Aufgerufener Host
system-forwarded-for = X-Forwarded-For
system-forwarded-proto = X-Forwarded-Proto
system-forwarded-host = X-Forwarded-Host
system-cookie = Sitzungs-Cookie
system-secure = nur über https gesendet
system-not-secure = auch über http gesendet
