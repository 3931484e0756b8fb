# The words of the pages.

## Every page

skip-link = Saltar al contenido principal
nav-label = Principal
nav-dashboard = Inicio
nav-sessions = Navegadores
nav-history = Historial
nav-settings = Ajustes
nav-sign-out = Cerrar sesión
footer-text = Siempre puedes ver dónde tienes la sesión abierta y cerrarla.
# Stands before the title of a page which shows errors.
title-problem = Problema:
errors-heading = Hay un problema
this-browser = Este navegador

## Fields

field-email = Correo electrónico
field-name = Tu nombre
field-language = Idioma
field-time_zone = Zona horaria
field-password = Contraseña
field-current-password = Contraseña actual
field-new-password = Contraseña nueva
field-new-password-hint = Al menos { $min } caracteres. Varias palabras seguidas funcionan bien.

## Sign in

login-title = Iniciar sesión
login-heading = Iniciar sesión
login-remember = Mantener la sesión abierta en este dispositivo
login-remember-hint =
    { $days ->
        [one] Hasta un día. No lo marques en un equipo compartido.
       *[other] Hasta { $days } días. No lo marques en un equipo compartido.
    }
login-button = Iniciar sesión
login-forgot = ¿Olvidaste tu contraseña?
login-register = Crear una cuenta
back-to-login = Volver al inicio de sesión

## Letters that are asked for

mail-none = ¿No ha llegado nada en unos minutos? Mira entre el correo no deseado y comprueba el correo electrónico que escribiste.
mail-again = Escribirlo de nuevo
forgot-title = ¿Olvidaste tu contraseña?
forgot-heading = ¿Olvidaste tu contraseña?
forgot-text = Escribe tu correo electrónico y recibirás un mensaje con un enlace para elegir una contraseña nueva.
forgot-button = Enviar el enlace
forgot-sent-title = Revisa tu buzón
forgot-sent-heading = Revisa tu buzón
forgot-sent-text = Si hay una cuenta con este correo electrónico, un mensaje con un enlace va en camino. El enlace sirve durante una hora.
register-title = Crear una cuenta
register-heading = Crear una cuenta
register-text = Escribe tu correo electrónico y recibirás un mensaje con un enlace para continuar.
register-button = Enviar el enlace
register-sent-title = Revisa tu buzón
register-sent-heading = Revisa tu buzón
register-sent-text = Un mensaje va en camino. Abre el enlace que contiene para elegir un nombre y una contraseña; sirve durante un día.
join-title = Crear tu cuenta
join-heading = Crear tu cuenta
join-button = Crear cuenta

## Links from letters

link-gone-title = Este enlace ya no funciona
link-gone-heading = Este enlace ya no funciona
link-gone-text = Un enlace funciona una sola vez y durante un tiempo limitado. Si se envía uno nuevo, los anteriores dejan de funcionar.
link-gone-again = Si llevaba mucho tiempo abierto aquí, ábrelo otra vez desde el mensaje.
link-gone-done = ¿Ya elegiste tu contraseña nueva? Entonces, inicia sesión con ella.
link-gone-forgot = Pedir un enlace nuevo
link-gone-login = Ir a iniciar sesión
link-gone-home = Ir a la página principal
not-me-title = ¿No fuiste tú?
not-me-heading = ¿No fuiste tú?
not-me-text = Entonces, cierra todas las sesiones: la de este navegador y todas las demás. Tu contraseña actual dejará de funcionar y elegirás una nueva enseguida.
not-me-button = No fui yo
not-me-leave = ¿Sí fuiste tú? Entonces, cierra esta página; no se ha cambiado nada.
undo-title = Recuperar tu correo electrónico
undo-heading = Recuperar tu correo electrónico
undo-text = Tu cuenta vuelve a tener este correo electrónico. Se cierran todas las sesiones, la contraseña actual deja de funcionar y eliges una nueva enseguida.
undo-button = Recuperarlo
undo-leave = ¿Lo cambiaste tú? Entonces, cierra esta página; todo sigue como está.
email-title = ¿Es tuyo este correo electrónico?
email-heading = ¿Es tuyo este correo electrónico?
email-text = A partir de ahora, la cuenta { $from } usaría este correo electrónico para iniciar sesión y para recibir mensajes.
email-button = Sí, es mío
email-done-title = El correo electrónico está confirmado
email-done-heading = El correo electrónico está confirmado
email-done-text = A partir de ahora se puede iniciar sesión en la cuenta con él.

## After being away

go-on-title = Has vuelto a iniciar sesión
go-on-heading = Has vuelto a iniciar sesión
go-on-text = Lo que habías escrito en { $path } sigue ahí. ¿Quieres continuar con ello?
go-on-late = Lo que habías escrito se guardó un cuarto de hora y ya no está. Escríbelo otra vez.
go-on-button = Continuar
go-on-leave = No, dejarlo

## The first account

setup-title = Configurar la primera cuenta
setup-heading = Configurar la primera cuenta
setup-text = Aquí nadie tiene cuenta todavía. Con esta se podrá administrar el sitio.
setup-code = Código de configuración
setup-code-hint = Aparece donde se inició el servidor. Es algo así: ABCD-EFGH-JKLM-NPQR.
setup-button = Crear cuenta

## A new password

reset-title = Elegir una contraseña nueva
reset-heading = Elegir una contraseña nueva
reset-text = Tu sesión se cerrará en todas partes, y la contraseña anterior ya no servirá.
reset-button = Guardar contraseña nueva

## Confirm

confirm-title = ¿Sigues siendo tú?
confirm-heading = ¿Sigues siendo tú?
confirm-text = Lo que sigue es importante para tu cuenta; demuestra una vez más que eres tú.
confirm-asked = Habías iniciado sesión con otro navegador o desde otro lugar; demuestra una vez más que eres tú.
confirm-button = Continuar

## Sign out

logout-title = Cerrar sesión
logout-heading = ¿Cerrar sesión?
logout-text = Tu sesión se cerrará solo en este navegador. En los demás lugares seguirá abierta.
logout-button = Cerrar sesión
logout-back = Mantenerla abierta
logout-done-title = Tu sesión está cerrada
logout-done-heading = Tu sesión está cerrada
logout-done-text = Nadie puede usar tu cuenta en este navegador hasta que vuelvas a iniciar sesión.
logout-done-link = Iniciar sesión

## Dashboard

dashboard-title = Inicio
dashboard-hello = Sesión iniciada como
dashboard-displaced = Ya tenías abiertas todas las sesiones permitidas, así que se cerró la que llevabas más tiempo sin usar.
dashboard-displaced-link = Ver tus sesiones abiertas
dashboard-now = Esta sesión
dashboard-with = Con
dashboard-began = Comenzó
dashboard-idle = Si te ausentas, se cierra
dashboard-last = A más tardar, se cierra
dashboard-remembered = Tu sesión sigue abierta aquí aunque cierres el navegador.
dashboard-not-remembered = Al cerrar el navegador, normalmente se cierra tu sesión aquí.
dashboard-places = Tus sesiones abiertas
dashboard-places-link = Verlas y cerrarlas
dashboard-sign-ins = Últimos inicios de sesión
dashboard-sign-ins-none = Todavía no hay inicios de sesión.

## Where you’re signed in

sessions-title = Tus sesiones abiertas
sessions-heading = Tus sesiones abiertas
sessions-text = Estos navegadores pueden usar tu cuenta ahora mismo. Si no reconoces alguno, cierra su sesión y cambia tu contraseña.
sessions-seen = Último uso
sessions-started = Inicio de sesión
sessions-ends = Si no se usa, se cierra
sessions-remembered = Se mantiene abierta
sessions-address = Dirección
sessions-address-now = ahora { $ip }
sessions-proof = Con: { $proof }
sessions-end = Cerrar sesión
# Read aloud in place of “End”.
sessions-end-label = Cerrar sesión en { $browser }, iniciada el { $when }
sessions-end-this = Cerrar sesión
# Read aloud in place of “Sign out”.
sessions-end-this-label = Cerrar sesión en este navegador, { $browser }
sessions-others-text =
    { $n ->
        [one] Además de en este navegador, tienes la sesión abierta en otro lugar.
       *[other] Además de en este navegador, tienes la sesión abierta en otros { $n } lugares.
    }
sessions-others-button = Cerrar todas las demás
sessions-ended-heading = Cerradas recientemente
sessions-ended-from = Iniciada el { $when } desde { $ip }
sessions-ended-none = No se ha cerrado ninguna últimamente.

## Settings

settings-title = Ajustes
settings-heading = Ajustes
settings-profile = Sobre ti
settings-language-browser = Como pida mi navegador
settings-time-zone-site = Como este sitio: { $zone }
settings-save = Guardar
settings-password = Contraseña
settings-password-text = Al cambiarla se cierran tus otras sesiones.
settings-password-link = Cambiar contraseña

settings-email-link = Cambiar correo electrónico
settings-data = Tus datos

## Another e-mail

settings-email-title = Tu correo electrónico
settings-email-heading = Tu correo electrónico
settings-email-unproven = Todavía no se ha confirmado que este correo electrónico sea tuyo.
settings-email-prove = Enviar un enlace a esta dirección
settings-email-pending = Se envió un mensaje a { $email }. Cuando se abra el enlace que contiene, ese será tu correo electrónico.
settings-email-new = Correo electrónico nuevo
settings-email-hint = Allí recibirás un mensaje con un enlace. Al correo actual llegará un aviso del cambio, y desde allí se podrá deshacer durante una semana.
settings-email-button = Enviar el enlace

## Your data

data-title = Descargar tus datos
data-heading = Descargar tus datos
data-text = Tu cuenta, dónde has iniciado sesión y su historial, en un solo archivo. Las contraseñas no se incluyen.
data-link = Descargar mis datos
delete-title = Eliminar tu cuenta
delete-heading = Eliminar tu cuenta
delete-text = Se elimina tu cuenta con todo lo que se guarda sobre ella: ajustes, inicios de sesión, historial. Tu sesión se cierra en todas partes. Esto no se puede deshacer.
delete-sure = Sí, eliminarla para siempre
delete-button = Eliminar mi cuenta

## Inviting

invite-title = Invitar a alguien
invite-heading = Invitar a alguien
invite-text = Esa persona recibirá un mensaje con un enlace para elegir un nombre y una contraseña. El enlace sirve durante una semana.
invite-email = Correo electrónico de esa persona
invite-language = Idioma del mensaje
invite-button = Enviar la invitación

## Another password

password-title = Cambia tu contraseña
password-heading = Cambia tu contraseña
password-text = Esto cierra tus otras sesiones, y la contraseña anterior ya no servirá.
password-none = Tu cuenta todavía no tiene contraseña. Puedes crear una con un enlace que se envía a tu correo.
password-button = Cambiar contraseña
password-back = Volver a los ajustes

## What happened

history-title = Historial
history-heading = Historial
history-text = Lo que ha pasado en tu cuenta, primero lo más reciente. Si algo de esto no fuiste tú, cambia tu contraseña.
history-none = No ha pasado nada de esto.
history-filters-label = Qué se muestra
history-pages-label = Más antiguo y más reciente
history-older = Más antiguo
history-newest = A lo más reciente

## What happened to everybody

events-title = Historial de todos
events-heading = Historial de todos
events-of = Solo de este correo
events-find = Mostrar

## Errors

error-status = Error { $status }

## Other providers

login-or = o
login-with = Continuar con { $provider }
onward-title = Un momento
onward-text = Te llevamos allí. Si no pasa nada, pulsa el botón.
onward-button = Continuar
confirm-with = Confirmar con { $provider }
confirm-no-way = Tu cuenta no tiene contraseña ni nada más con lo que confirmar que eres tú. Primero elige una contraseña.
settings-connections = Otras formas de iniciar sesión
settings-connections-text = Inicia sesión con una cuenta que tengas en otro sitio.
settings-connections-link = Ver
connections-title = Otras formas de iniciar sesión
connections-heading = Otras formas de iniciar sesión
connections-text = Quien pueda iniciar sesión allí podrá entrar aquí en tu cuenta. Conecta solo cuentas tuyas.
connections-waiting = ¿Conectar { $provider }?
connections-waiting-text = Vienes de { $provider }. Si conectas esa cuenta, podrás iniciar sesión con ella a partir de ahora.
connections-connect = Conectar { $provider }
connections-used = Último uso
connections-since = Se conectó
connections-only = Esta es la única forma de entrar en tu cuenta. Antes de desconectarla, elige una contraseña.
connections-set-password = Elegir una contraseña
connections-remove = Desconectar
connections-remove-label = Desconectar { $provider }
connections-none = No hay nada conectado.
connections-others = Sin conectar

## For whoever looks after others

nav-admin = Administración
admin-label = Administración
field-role = Rol
users-title = Personas
users-heading = Personas
users-add = Añadir a alguien
users-find-label = Nombre o correo electrónico
users-find = Buscar
users-show-label = Mostrar
users-show-all = Todas
users-show-disabled = Cuentas deshabilitadas
users-show-role = Con el rol { $role }
users-disabled = Deshabilitada
users-waits = Todavía sin acceso
users-none = No se encontró a nadie. Prueba con el principio de un nombre o de un correo electrónico.
users-nobody = Todavía no hay nadie.
users-not-yet = Entre tantas personas, todavía no se ha encontrado a nadie. Sigue con «Más antiguo».
new-user-title = Añadir a alguien
new-user-heading = Añadir a alguien
new-user-text = Esa persona recibirá un mensaje para elegir una contraseña. Nadie más la verá nunca.
new-user-name = Nombre de esa persona
new-user-button = Añadir la cuenta
user-above = Esta cuenta puede hacer más que la tuya, así que puedes verla, pero no cambiarla.
user-account = Cuenta
user-verified = confirmado el { $when }
user-not-verified = sin confirmar
user-made = Creada
user-ways = Inicia sesión con
user-no-way = nada todavía
user-role-button = Cambiar el rol
user-reset-text = Esa persona recibirá un mensaje con un enlace para elegir una contraseña nueva. Hasta entonces, la anterior sigue sirviendo.
user-reset-button = Enviar el enlace
user-access = Acceso
user-enable-text = Nadie puede iniciar sesión en esta cuenta.
user-enable-button = Habilitar la cuenta
user-disable-text = Se cierran todas las sesiones de esa persona y no puede volver a iniciar sesión. No se elimina nada.
user-disable-button = Deshabilitar la cuenta
user-live = Sesiones abiertas
user-live-none = No tiene ninguna sesión abierta.
user-end-all-text = Se cierra la sesión de esa persona en todas partes. Puede volver a iniciarla.
user-end-all-button = Cerrar todas sus sesiones
user-events-link = Todo el historial
anyones-title = Sesiones de todos
anyones-heading = Sesiones de todos
anyones-text = Primero las más recientes. Abre una cuenta para cerrar alguna de sus sesiones.
anyones-live = Abierta
anyones-seen = Usada por última vez { $when }
anyones-none = Todavía nadie ha iniciado sesión.
anyones-end-heading = Cerrar la sesión de todos
anyones-end-text = Todos tendrán que volver a iniciar sesión, salvo tú en este navegador. Si hay muchísimas sesiones, tarda un rato.
anyones-end-button = Cerrar las sesiones de todos
letters-title = Mensajes
letters-heading = Mensajes
letters-text = Lo que se envió en las dos últimas semanas y lo que no se pudo enviar. Lo que dice un mensaje no se muestra: su enlace abriría una cuenta.
letters-no-server = No hay ningún servidor de correo en los ajustes (smtp_url), así que todos los mensajes esperan.
letters-filters-label = Qué mensajes se muestran
letters-all = Todos
letters-not-sent = Sin enviar
letters-none = No hay ninguno.
letters-to-nobody = A alguien sin cuenta
letters-again-button = Intentarlo de nuevo ahora
letters-again-label = Intentarlo de nuevo ahora: { $kind }, { $when }
system-title = Sistema
system-heading = Sistema
system-well = Todo está bien.
system-look = Esto hay que revisarlo
system-days-label = Desde cuándo
system-sign-ins = Inicios de sesión
system-sign-ins-chart = Gráfico de los inicios de sesión y las contraseñas incorrectas por hora. Lo mismo figura en la tabla de abajo.
system-live = Sesiones abiertas
system-live-chart = Gráfico de las sesiones abiertas por hora. Lo mismo figura en la tabla de abajo.
system-counted-at = Último recuento: { $when }.
system-counted-never = Todavía no hay recuento.
system-live-at =
    { $n ->
        [one] Una, contada { $when }.
       *[other] { $n }, contadas { $when }.
    }
system-table = Los números en una tabla
system-column-hour = Hora
system-column-sign-ins = Inicios de sesión
system-column-failures = Contraseñas incorrectas
system-column-live = Sesiones abiertas
system-server = Este servidor
system-version = Versión
system-started = Se inició
system-clock = Su reloj
system-database = Base de datos
system-size = { $mb } MB
system-request = Esta petición tuya
system-request-text = Lo que el servidor cree de ella. Si algo no es cierto, hay un proxy mal configurado.
system-client = Tu dirección
system-peer = Llegó desde
system-public-url = Dirección pública
system-host = Host pedido
system-forwarded-for = X-Forwarded-For
system-forwarded-proto = X-Forwarded-Proto
system-forwarded-host = X-Forwarded-Host
system-cookie = Cookie de sesión
system-secure = se envía solo por https
system-not-secure = se envía también por http
