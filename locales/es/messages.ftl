# The texts the server puts into pages.

## Times

time-now = ahora mismo
time-soon = dentro de un momento
time-minutes-ago =
    { $n ->
        [one] hace 1 minuto
       *[other] hace { $n } minutos
    }
time-hours-ago =
    { $n ->
        [one] hace 1 hora
       *[other] hace { $n } horas
    }
time-days-ago =
    { $n ->
        [one] hace 1 día
       *[other] hace { $n } días
    }
time-in-minutes =
    { $n ->
        [one] dentro de 1 minuto
       *[other] dentro de { $n } minutos
    }
time-in-hours =
    { $n ->
        [one] dentro de 1 hora
       *[other] dentro de { $n } horas
    }
time-in-days =
    { $n ->
        [one] dentro de 1 día
       *[other] dentro de { $n } días
    }

## What is wrong with a field

error-email-missing = Escribe un correo electrónico.
error-email-invalid = Escribe un correo electrónico como nombre@example.com.
error-email-long = Escribe un correo electrónico más corto: este es demasiado largo para ser real.
error-password-missing = Escribe tu contraseña.
error-password-long = Elige una contraseña más corta: esta es más larga de lo que se puede guardar.
error-password-too-long = Revisa tu contraseña: aquí ninguna es tan larga.
error-password-short =
    { $min ->
        [one] Elige una contraseña de al menos un carácter.
       *[other] Elige una contraseña de al menos { $min } caracteres.
    }
error-current-missing = Escribe tu contraseña actual.
error-new-password-missing = Escribe una contraseña nueva.
error-password-same = Elige una contraseña distinta de la actual.
error-choose = Elige una opción de la lista.
error-too-often = Han sido demasiadas veces en poco tiempo. Inténtalo de nuevo { $when }.
error-email-same = Este ya es tu correo electrónico.
error-email-taken = Ya hay una cuenta con este correo electrónico.
error-sure = Marca la casilla si lo tienes claro.
error-last-admin = Nadie más podría encargarse de este sitio. Primero da permisos de administración a otra persona.
error-delete-undoable = El correo electrónico se cambió hace poco y el anterior puede deshacerlo hasta el { $until }. Después se podrá eliminar la cuenta.
error-password-weak = Elige una contraseña más difícil de adivinar. { $why }
error-password-common = Elige otra contraseña: esta figura en las listas que se prueban primero.
error-password-personal = Elige una contraseña que no contenga tu nombre, tu correo electrónico ni el nombre de este sitio.
error-name-missing = Escribe un nombre.
error-name-long = Escribe un nombre más corto.
error-code-missing = Escribe el código de configuración.
error-code-wrong = Este código es incorrecto, ya se usó o ha caducado. Compruébalo donde se inició el servidor. Un código sirve durante una hora; pasado ese tiempo, vuelve a abrir esta página y el servidor mostrará uno nuevo.
error-field-doubled = Un campo del formulario llegó dos veces. Completa el formulario de nuevo.
error-field-unexpected = El formulario llegó con un campo que no le corresponde. Vuelve a abrir la página y complétalo allí.
error-field-invalid = Revisa este campo: así no se puede leer.

## Sign-in

login-failed = El correo electrónico o la contraseña no son correctos.
login-wait = Ha habido demasiados intentos fallidos. Inténtalo de nuevo { $when }.
login-stopped = Se escribió una contraseña incorrecta demasiadas veces, así que no se puede iniciar sesión con este correo electrónico desde navegadores nuevos hasta que se cambie la contraseña. Si ya habías iniciado sesión en un navegador, ese sigue funcionando. Si no, elige una contraseña nueva en «¿Olvidaste tu contraseña?».
login-busy = Muchas personas están iniciando sesión ahora mismo. Inténtalo de nuevo en unos segundos.
login-signed-out = Tu sesión está cerrada.
login-account-made = Tu cuenta está lista. Inicia sesión con ella.
login-needed = Inicia sesión para continuar.
login-reset-done = Tu contraseña nueva está lista. Inicia sesión con ella.
login-email-proven = Este es ahora tu correo electrónico. Inicia sesión con él.
login-account-deleted = Tu cuenta se ha eliminado.
login-kept = Estuviste fuera demasiado tiempo y tu sesión se cerró. Inicia sesión: lo que habías escrito sigue ahí.
confirm-failed = La contraseña no es correcta.
confirm-stopped = Aquí se escribió demasiadas veces una contraseña incorrecta. Cierra la sesión e iníciala de nuevo.

## Sessions

sessions-ended-one = Listo. Se cerró la sesión en ese navegador.
sessions-ended-others =
    { $n ->
        [0] No había otras sesiones que cerrar.
        [one] Se cerró otra sesión. Ahora solo queda abierta la de este navegador.
       *[other] Se cerraron otras { $n } sesiones. Ahora solo queda abierta la de este navegador.
    }
sessions-already-ended = Esa sesión ya estaba cerrada.

## Why a session ended

reason-signed-out = Sesión cerrada
reason-replaced = Nuevo inicio de sesión en el mismo navegador
reason-ended-by-user = Cerrada desde otro navegador
reason-ended-others = Cerrada junto con todas las demás
reason-displaced = Cerrada para dejar espacio a una nueva
reason-idle = Demasiado tiempo sin usarse
reason-absolute = Llegó a su límite de tiempo
reason-password = Se cambió la contraseña
reason-drift = Usada de repente desde otro sitio
reason-not-me = Alguien dijo: no fui yo
reason-provider = El proveedor no la renovó
reason-provider-signed-out = Sesión cerrada en el proveedor
reason-disconnected = Se desconectó el proveedor
reason-disabled = Se desactivó la cuenta
reason-admin = Cerrada por quien administra este sitio
reason-unknown = Cerrada

## How someone signed in, and with what

proof-pwd = Contraseña
proof-unknown = Desconocido
proof-and = { $all }, { $more }
# How a provider has seen who it is.
proof-amr-pwd = allí con contraseña
proof-amr-otp = allí con código de un solo uso
proof-amr-mfa = allí con varias comprobaciones
proof-amr-hwk = allí con llave de seguridad
proof-amr-fpt = allí con huella dactilar
proof-amr-face = allí con la cara
proof-amr-sms = allí con código por SMS
browser-on = { $browser } en { $system }
browser-unknown = Navegador desconocido
system-unknown = un sistema desconocido

## Pages for errors

error-400-heading = Eso no llegó completo
error-400-text = El servidor no pudo leer lo que envió tu navegador. Vuelve atrás e inténtalo de nuevo.
error-401-heading = Primero inicia sesión
error-401-text = Esta página es para quienes han iniciado sesión.
error-403-heading = No puedes hacer eso
error-403-text = No tienes permiso para abrir esta página o para hacer esto aquí.
error-403-origin = Este formulario llegó desde { $origin }, una dirección que este servidor no reconoce como suya. Quien lo administra puede añadirla con el ajuste { $setting }.
error-403-token = La página de la que vienes está desactualizada. Vuelve atrás, recárgala e inténtalo de nuevo.
error-403-permission = Para esto necesitas el permiso «{ $permission }». Quien administra este sitio puede dártelo.
error-403-recent = Para esto, confirma primero que eres tú. Después hazlo otra vez.
error-404-heading = Aquí no hay nada
error-404-text = Puede que la dirección esté mal escrita o que la página haya cambiado de lugar.
error-405-heading = Eso no se puede hacer aquí
error-405-text = Esta dirección existe, pero no para lo que le pidió tu navegador. Vuelve atrás y usa el formulario o el enlace de la página.
error-413-heading = Eso fue demasiado de una vez
error-413-text = Lo que envió tu navegador es más grande de lo que acepta esta página. Acórtalo e inténtalo de nuevo.
error-415-heading = Ese tipo de datos no sirve aquí
error-415-text = Tu navegador envió algo en un formato que esta página no acepta. Vuelve atrás y usa el formulario de la página.
error-422-heading = Algo en el formulario no está bien
error-422-text = El servidor pudo leer el formulario, pero no entenderlo. Vuelve atrás, revísalo e inténtalo de nuevo.
error-429-heading = Vas un poco rápido
error-429-text = Hubo demasiados intentos en poco tiempo. Espera unos minutos e inténtalo de nuevo.
error-500-heading = Algo salió mal aquí
error-500-text = No es culpa tuya. Inténtalo de nuevo en un momento; si sigue igual, avisa a quien administra este sitio.
error-503-heading = Volvemos en un momento
error-503-text = El servidor está ocupado o en mantenimiento. Inténtalo de nuevo en unos segundos.
error-other-heading = Eso no funcionó
error-other-text = El servidor no pudo hacerlo. Vuelve atrás e inténtalo de nuevo.
error-action-home = Ir a tu página de inicio
error-action-login = Ir a iniciar sesión
error-action-confirm = Confirmar que eres tú

## Why a password is easy to guess; follows error-password-weak

warning-straight-row = Las teclas seguidas se prueban muy pronto.
warning-short-keyboard-pattern = Los recorridos cortos por el teclado se prueban muy pronto.
warning-repeat-char = El mismo carácter una y otra vez, como «aaa», se adivina enseguida.
warning-repeat-pattern = Las repeticiones como «abcabc» apenas son mejores que «abc».
warning-sequence = Las secuencias como «abc» o «6543» se adivinan enseguida.
warning-recent-year = Los años recientes se adivinan enseguida.
warning-date = Las fechas se adivinan enseguida.
warning-top-10 = Es una de las diez contraseñas más usadas.
warning-top-100 = Es una de las cien contraseñas más usadas.
warning-common = Es una contraseña muy común.
warning-similar-common = Se parece demasiado a una contraseña común.
warning-word = Una sola palabra se adivina enseguida; varias seguidas, no.
warning-names = Los nombres por sí solos se adivinan enseguida.
warning-common-names = Los nombres frecuentes se adivinan enseguida.
warning-guessable = Añade una o dos palabras más; mejor si son poco comunes.

## Settings

settings-saved = Guardado.
settings-password-changed = Tu contraseña ha cambiado. En todos los demás sitios se ha cerrado tu sesión.
email-sent = Revisa el buzón del correo electrónico nuevo y abre el enlace que encontrarás allí. Hasta entonces, todo sigue como está.
email-proven = Este es ahora tu correo electrónico.
invite-sent = La invitación va en camino.
invite-waits = La invitación espera, porque no hay ningún servidor de correo.
# The language's own name.
language-name = Español

## What happened

history-all = Todo
history-sign-ins = Inicios de sesión
history-failures = Contraseñas incorrectas
history-endings = Cerradas
history-changes = Cambios
history-ended-others =
    { $n ->
        [one] Otra más, todas a la vez
       *[other] Otras { $n }, todas a la vez
    }
event-sign-in = Inicio de sesión
event-sign-in-failed = Contraseña incorrecta al iniciar sesión
event-confirm = Identidad confirmada de nuevo
event-confirm-failed = Contraseña incorrecta al escribirla de nuevo
event-session-ended = Se cerró una sesión
event-displaced = Se cerró una sesión para dejar sitio a otra
event-account-added = Cuenta creada
event-reset-started = Enlace creado para elegir otra contraseña
event-password-reset = Contraseña nueva elegida con un enlace
event-password-changed = Contraseña cambiada
event-profile-changed = Datos cambiados
event-drift = Usada desde otro sitio
event-email-asked = Cambio de correo electrónico solicitado
event-email-changed = Correo electrónico cambiado
event-email-verified = Correo electrónico confirmado
event-email-undone = Cambio de correo electrónico deshecho desde el anterior
event-not-me = «No fui yo»: se cerraron todas las sesiones
event-data-downloaded = Datos descargados
event-account-deleted = Cuenta eliminada
event-invited = Se invitó a alguien
event-connected = Se conectó otra forma de iniciar sesión
event-disconnected = Se desconectó otra forma de iniciar sesión
event-role-changed = Rol cambiado
event-disabled = Cuenta deshabilitada
event-enabled = Cuenta habilitada de nuevo
event-all-ended = Se terminaron las sesiones de todos
event-unknown = Otra cosa
drift-network = Otra red
drift-network-asked = Otra red; hubo que confirmarlo
drift-browser-asked = Otro navegador; hubo que confirmarlo
profile-name = Nombre
profile-language = Idioma
profile-time-zone = Zona horaria
events-nobody = Nadie aquí tiene este correo.

## Dates

time-exact = { $day } { $month } { $year }, { $time } { $zone }
time-day = { $day } { $month }
month-1 = ene
month-2 = feb
month-3 = mar
month-4 = abr
month-5 = may
month-6 = jun
month-7 = jul
month-8 = ago
month-9 = sep
month-10 = oct
month-11 = nov
month-12 = dic

## Letters

# Beneath every letter.
mail-ending =
    { $service }, { $site }
    Este mensaje lo ha escrito un programa; nadie lee las respuestas.
mail-reset-subject = Elige una contraseña nueva para { $service }
mail-reset-text =
    Hola, { $name }:

    Alguien pidió una contraseña nueva para tu cuenta de { $service }. Si fuiste tú, abre el enlace y elige una.

    El enlace funciona una sola vez, hasta el { $until }. Si no fuiste tú, no tienes que hacer nada: tu contraseña sigue siendo la misma.
mail-reset-link = Elegir una contraseña nueva
mail-reset-by-admin-subject = Elige una contraseña nueva para { $service }
mail-reset-by-admin-text =
    Hola, { $name }:

    Quien administra { $service } te envía este enlace para que elijas una contraseña nueva.

    El enlace funciona una sola vez, hasta el { $until }. Hasta que lo uses, tu contraseña sigue siendo la misma. Si no sabes por qué lo recibes, pregúntale antes de abrirlo.
mail-reset-by-admin-link = Elegir una contraseña nueva
mail-join-subject = Tu cuenta de { $service }
mail-join-text =
    Hola:

    Alguien pidió una cuenta de { $service } con este correo electrónico. Si fuiste tú, abre el enlace para elegir un nombre y una contraseña.

    El enlace funciona una sola vez, hasta el { $until }. Si no fuiste tú, no tienes que hacer nada: sin el enlace no hay cuenta.
mail-join-link = Crear la cuenta
mail-invited-subject = Tienes una invitación para { $service }
mail-invited-text =
    Hola:

    Tienes una invitación para { $service }. Abre el enlace para elegir un nombre y una contraseña.

    El enlace funciona una sola vez, hasta el { $until }.
mail-invited-link = Crear la cuenta
mail-has-account-subject = Ya tienes una cuenta de { $service }
mail-has-account-text =
    Hola, { $name }:

    Alguien quiso usar tu correo electrónico para una cuenta de { $service }. Ya tienes una. Si fuiste tú, inicia sesión; si olvidaste tu contraseña, allí puedes elegir una nueva.

    Si no fuiste tú, no tienes que hacer nada.
mail-has-account-link = Iniciar sesión
mail-email-confirm-subject = ¿Es tuyo este correo electrónico?
mail-email-confirm-text =
    Hola:

    La cuenta { $other } de { $service } pide usar este correo electrónico. Si eres tú, abre el enlace y confírmalo. Hasta entonces, todo sigue como está.

    El enlace funciona una sola vez, hasta el { $until }. Si no eres tú, no tienes que hacer nada.
mail-email-confirm-link = Este correo electrónico es mío
mail-email-changed-subject = Se cambió tu correo electrónico en { $service }
mail-email-changed-text =
    Hola, { $name }:

    El correo electrónico de tu cuenta de { $service } es ahora { $other }. Se cambió el { $when }.

    Si no fuiste tú, abre el enlace: con él recuperas este correo electrónico, se cierran todas las sesiones y puedes elegir una contraseña nueva. Funciona hasta el { $until }.
mail-email-changed-link = No fui yo
mail-email-undone-subject = Tu correo electrónico en { $service } volvió a ser el anterior
mail-email-undone-text =
    Hola, { $name }:

    El correo electrónico de tu cuenta de { $service } volvió a ser { $other } el { $when }, desde esa dirección. Esta dirección ya no es la de la cuenta y se cerraron todas las sesiones.
mail-new-browser-subject = Nuevo inicio de sesión en { $service }
mail-new-browser-text =
    Hola, { $name }:

    Alguien inició sesión en tu cuenta de { $service } con un navegador que no se había usado antes:

    { $browser }
    { $when }
    desde { $ip }

    Si fuiste tú, no tienes que hacer nada. Si no, abre el enlace: con él se cierran todas las sesiones y puedes elegir una contraseña nueva.
mail-new-browser-link = No fui yo
mail-password-changed-subject = Se cambió tu contraseña de { $service }
mail-password-changed-text =
    Hola, { $name }:

    La contraseña de tu cuenta de { $service } se cambió el { $when }, con { $browser }, desde { $ip }.

    Si no fuiste tú, abre el enlace: con él se cierran todas las sesiones y puedes elegir una contraseña nueva.
mail-password-changed-link = No fui yo
mail-connected-subject = Se conectó { $other } a tu cuenta de { $service }
mail-connected-text =
    Hola, { $name }:

    A partir de ahora se puede iniciar sesión en tu cuenta de { $service } con { $other }. Se conectó el { $when }, con { $browser }, desde { $ip }.

    Si no fuiste tú, abre el enlace: con él se cierran todas las sesiones, se deshace esa conexión y puedes elegir una contraseña nueva.
mail-connected-link = No fui yo
mail-disconnected-subject = { $other } se desconectó de tu cuenta en { $service }
mail-disconnected-text =
    Hola, { $name }:

    ya no se puede iniciar sesión en tu cuenta de { $service } con { $other }. Se desconectó el { $when } ({ $browser }, desde { $ip }).

    Si no fuiste tú, abre el enlace: cierra todas las sesiones y te permite crear una contraseña nueva.
mail-disconnected-link = No fui yo
mail-added-subject = Tu cuenta de { $service }
mail-added-text =
    Hola, { $name }:

    Se creó para ti una cuenta de { $service } con este correo electrónico. Para elegir una contraseña, abre el enlace, escribe este correo electrónico y sigue el mensaje que recibirás.

    Si no sabes de qué se trata, no tienes que hacer nada.
mail-added-link = Elegir una contraseña
mail-account-deleted-subject = Se eliminó tu cuenta de { $service }
mail-account-deleted-text =
    Hola, { $name }:

    Tu cuenta de { $service } se eliminó el { $when }, con todo lo que se guardaba sobre ella.

    Si no fuiste tú, avisa a quien administra { $service }.

## Other providers

provider-away = No se puede llegar a { $provider } en este momento. Inténtalo de nuevo enseguida o inicia sesión de otra forma.
provider-failed = { $provider } no demostró quién eres. Inténtalo de nuevo; si vuelve a ocurrir, avisa a quien lleva este sitio.
provider-flow-gone = Esto se empezó en otro navegador o hace demasiado tiempo. Empieza de nuevo.
provider-no-account = Con { $provider }, tal como entraste allí, no se puede abrir ninguna cuenta aquí. Si tienes una, inicia sesión de otra forma y conéctalas en los ajustes; si no, pregunta a quien lleva este sitio.
provider-email-unproven = { $provider } no ha comprobado tu correo. Haz que lo comprueben allí y vuelve.
provider-somebody-else = En { $provider } eres otra persona. Confirma con la cuenta que está conectada con la tuya.
provider-cancelled = { $provider } no lo completó: se canceló allí o volvió demasiado tarde.
login-has-account = Ya hay una cuenta con este correo electrónico. Inicia sesión en ella y podrás conectar las dos.
onward-heading = Vamos a { $provider }
onward-sign-out = Sesión cerrada aquí; ahora, en { $provider }
connections-done = Conectado.
connections-removed = Está desconectado, y donde más se había usado para iniciar sesión, la sesión está cerrada.
connections-already = Ya estaba conectado.
connections-taken = Ya sirve para entrar aquí en otra cuenta. Primero inicia sesión en esa otra cuenta y desconéctalo allí.
connections-late = Eso tardó demasiado. Conéctalo otra vez.
connections-last = Esa es la única forma de entrar en tu cuenta. Primero elige una contraseña.
connections-cancelled = No se conectó nada: se canceló allí o volvió demasiado tarde.
connections-failed = No se conectó nada: no se pudo llegar al otro sitio o no demostró quién eres. Inténtalo de nuevo enseguida.

## For whoever looks after others

admin-system = Sistema
admin-users = Personas
admin-sessions = Sesiones
admin-events = Historial
admin-mail = Mensajes
admin-invite = Invitar
history-by = Por { $name }
history-by-gone = Por alguien que antes administraba este sitio
history-ended-all =
    { $n ->
        [one] Una sesión
       *[other] Las { $n } sesiones
    }
user-said-added = Se añadió la cuenta. Un mensaje va en camino.
user-said-added-waits = Se añadió la cuenta. El mensaje espera, porque no hay ningún servidor de correo. Quien administra el servidor puede mostrar un enlace: hallpass user password-reset.
user-said-disabled = Cuenta deshabilitada. Se cerraron todas sus sesiones.
user-said-enabled = Cuenta habilitada. Se puede volver a iniciar sesión en ella.
user-said-role = El rol ha cambiado. Vale desde ahora mismo.
user-said-reset = Un mensaje con el enlace va en camino.
user-said-reset-waits = El mensaje espera, porque no hay ningún servidor de correo. Quien administra el servidor puede mostrar un enlace: hallpass user password-reset.
user-said-ended = Esa sesión está cerrada.
user-said-ended-all = Se cerraron todas sus sesiones.
user-said-already = Ya estaba así.
user-said-last = Esta es la última cuenta con la que se puede iniciar sesión y que puede hacerlo todo. Primero da ese rol a otra persona.
user-said-above = Esa cuenta, o ese rol, puede hacer más que la tuya.
user-said-off = La cuenta está deshabilitada. Primero habilítala.
anyones-ending = Se están cerrando las sesiones de todos: { $n } hasta ahora. Continúa por sí solo, también si se reinicia el servidor.
anyones-ended = Las sesiones de todos están cerradas: { $n }.
letters-again = Se intentará de nuevo en un momento.
letters-gone = Ya se envió mientras tanto o se está enviando ahora.
letter-reset = Contraseña nueva
letter-reset-by-admin = Contraseña nueva, de quien administra
letter-join = Cuenta nueva
letter-invited = Invitación
letter-has-account = Ya tiene una cuenta
letter-email-confirm = Confirmar un correo electrónico
letter-email-changed = Correo electrónico cambiado
letter-email-undone = Cambio de correo electrónico deshecho
letter-new-browser = Nuevo inicio de sesión
letter-password-changed = Contraseña cambiada
letter-connected = Proveedor conectado
letter-disconnected = Proveedor desconectado
letter-account-deleted = Cuenta eliminada
letter-added = Cuenta añadida
letter-is-sent = Enviado
letter-is-waiting = En espera
letter-is-failed = Se intentará de nuevo
letter-is-given-up = Se dejó de intentar
letter-is-sealed = Cifrado con otra clave
system-days =
    { $n ->
        [one] Un día
       *[other] { $n } días
    }
system-request-good = Esta petición llegó como debía.
system-foreign-key = Hace poco se cifraron sesiones con una clave secreta que este servidor no conoce. Los servidores que comparten una base de datos deben compartir secret_key; ejecuta `hallpass doctor`.
system-swept = Las sesiones antiguas se eliminaron por última vez { $when }: { $n }.
system-not-swept = Hace horas que no se eliminan las sesiones antiguas. El registro del servidor dice por qué.
system-counted = Los inicios de sesión se contaron por última vez { $when }.
system-not-counted = No se ha contado nada en los últimos minutos. Si sigue así, el registro del servidor dice por qué.
system-mail =
    { $n ->
        [0] No hay mensajes en espera.
        [one] Un mensaje espera a que se envíe.
       *[other] { $n } mensajes esperan a que se envíen.
    }
system-mail-none =
    { $n ->
        [0] No hay ningún servidor de correo en los ajustes (smtp_url): los mensajes tendrían que esperar.
        [one] No hay ningún servidor de correo en los ajustes (smtp_url): un mensaje espera.
       *[other] No hay ningún servidor de correo en los ajustes (smtp_url): { $n } mensajes esperan.
    }
system-mail-given-up =
    { $n ->
        [one] Un mensaje no se pudo enviar y se dejó de intentar.
       *[other] { $n } mensajes no se pudieron enviar y se dejó de intentar.
    }
doubt-readable = public_url empieza por http://, así que las contraseñas viajan de forma legible. Esto solo vale para una red doméstica y para pruebas: en Internet, pon nginx o Caddy delante.
doubt-no-proxy-named = public_url empieza por https://, así que hay un proxy delante, pero trusted_proxies está vacío: todos cuentan como una sola dirección. Pon ahí el proxy.
doubt-no-time-limit = No hay ningún proxy en trusted_proxies. En Internet, pon nginx o Caddy delante e indícalo ahí.
doubt-proxy-not-named = Un proxy dice por quién pregunta (X-Forwarded-For), pero no está en trusted_proxies: todos los que llegan a través de él cuentan como una sola dirección. Ponlo ahí si es tuyo.
doubt-nothing-forwarded = El proxy no dice por quién pregunta: todos cuentan como una sola dirección. Haz que añada X-Forwarded-For.
doubt-other-scheme = El proxy dice (X-Forwarded-Proto) que no llegaste de la forma que indica public_url (http o https). Pon en public_url la que se usa de verdad.
doubt-other-host = Llegaste con un nombre que no está ni en public_url ni en allowed_origins: los formularios enviados desde ahí se rechazan. Redirige ese nombre a public_url.
doubt-forged-passed-on = Se cree cualquier cosa que un visitante escriba en X-Forwarded-For. Haz que el proxy añada la dirección desde la que llega la petición.
doubt-trusts-too-many = En trusted_proxies hay una dirección desde la que llegan visitantes. Pon ahí solo los proxies.
