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
login-forgot = Passwort vergessen? Die Betreiber dieser Website können dir einen Link für ein neues schicken.

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
reset-text = Damit wirst du überall abgemeldet. Wieder hinein kommt nur, wer das neue Passwort kennt.
reset-button = Neues Passwort festlegen
reset-gone-title = Dieser Link funktioniert nicht mehr
reset-gone-heading = Dieser Link funktioniert nicht mehr
reset-gone-text = Ein Link für ein neues Passwort funktioniert einmal und nur für eine gewisse Zeit. Frag die Betreiber dieser Website nach einem neuen.
reset-gone-done = Hast du dein neues Passwort schon festgelegt? Dann melde dich damit an.
reset-gone-link = Zur Anmeldung

## Confirm

confirm-title = Bist du es noch?
confirm-heading = Bist du es noch?
confirm-text = Der nächste Schritt ist wichtig für dein Konto. Gib deshalb noch einmal dein Passwort ein.
confirm-asked = Angemeldet hast du dich mit einem anderen Browser oder an einem anderen Ort. Gib deshalb noch einmal dein Passwort ein.
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

## Another password

password-title = Ändere dein Passwort
password-heading = Ändere dein Passwort
password-text = Damit wirst du überall sonst abgemeldet. Hinein kommt nur noch, wer das neue Passwort kennt.
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
history-everybodys-link = Der Verlauf von allen

## What happened to everybody

events-title = Der Verlauf von allen
events-heading = Der Verlauf von allen
events-of = Nur von dieser E-Mail-Adresse
events-find = Zeigen

## Errors

error-status = Fehler { $status }
