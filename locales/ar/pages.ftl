# The words of the pages.

## Every page

skip-link = الانتقال إلى المحتوى الرئيسي
nav-label = القائمة الرئيسية
nav-dashboard = الرئيسية
nav-sessions = المتصفحات
nav-history = السجل
nav-settings = الإعدادات
nav-sign-out = تسجيل الخروج
footer-text = يمكنك دائمًا أن ترى أين سجّلت الدخول وأن تُنهيه.
# Stands before the title of a page which shows errors.
title-problem = مشكلة:
errors-heading = هناك مشكلة
this-browser = هذا المتصفح

## Fields

field-email = البريد الإلكتروني
field-name = اسمك
field-language = اللغة
field-time_zone = المنطقة الزمنية
field-password = كلمة المرور
field-current-password = كلمة المرور الحالية
field-new-password = كلمة المرور الجديدة
field-new-password-hint =
    { $min ->
        [zero] أي عدد من الأحرف. بضع كلمات متتالية خيار جيد.
        [one] حرف واحد على الأقل. بضع كلمات متتالية خيار جيد.
        [two] حرفان على الأقل. بضع كلمات متتالية خيار جيد.
        [few] { $min } أحرف على الأقل. بضع كلمات متتالية خيار جيد.
        [many] { $min } حرفًا على الأقل. بضع كلمات متتالية خيار جيد.
       *[other] { $min } حرف على الأقل. بضع كلمات متتالية خيار جيد.
    }

## Sign in

login-title = تسجيل الدخول
login-heading = تسجيل الدخول
login-remember = إبقاء تسجيل دخولي على هذا الجهاز
login-remember-hint =
    { $days ->
        [zero] لأقل من يوم. لا تختره على جهاز يستخدمه غيرك.
        [one] حتى يوم واحد. لا تختره على جهاز يستخدمه غيرك.
        [two] حتى يومين. لا تختره على جهاز يستخدمه غيرك.
        [few] حتى { $days } أيام. لا تختره على جهاز يستخدمه غيرك.
        [many] حتى { $days } يومًا. لا تختره على جهاز يستخدمه غيرك.
       *[other] حتى { $days } يوم. لا تختره على جهاز يستخدمه غيرك.
    }
login-button = تسجيل الدخول
login-forgot = هل نسيت كلمة المرور؟
login-register = إنشاء حساب
back-to-login = العودة إلى تسجيل الدخول

## Letters that are asked for

mail-none = لم يصل شيء بعد بضع دقائق؟ ابحث في البريد غير المرغوب فيه، وتحقق من البريد الإلكتروني الذي أدخلته.
mail-again = إدخاله من جديد
forgot-title = هل نسيت كلمة المرور؟
forgot-heading = هل نسيت كلمة المرور؟
forgot-text = أدخل بريدك الإلكتروني لتصلك رسالة فيها رابط لتعيين كلمة مرور جديدة.
forgot-button = إرسال الرابط
forgot-sent-title = تفقّد صندوق بريدك
forgot-sent-heading = تفقّد صندوق بريدك
forgot-sent-text = إن كان هناك حساب بهذا البريد الإلكتروني، فستصل إليه رسالة فيها رابط. يعمل الرابط لمدة ساعة.
register-title = إنشاء حساب
register-heading = إنشاء حساب
register-text = أدخل بريدك الإلكتروني لتصلك رسالة فيها رابط للمتابعة.
register-button = إرسال الرابط
register-sent-title = تفقّد صندوق بريدك
register-sent-heading = تفقّد صندوق بريدك
register-sent-text = هناك رسالة في طريقها إليك. افتح الرابط الذي فيها لاختيار اسم وكلمة مرور؛ يعمل الرابط لمدة يوم.
join-title = إنشاء حسابك
join-heading = إنشاء حسابك
join-button = إنشاء الحساب

## Links from letters

link-gone-title = هذا الرابط لم يعد يعمل
link-gone-heading = هذا الرابط لم يعد يعمل
link-gone-text = يعمل الرابط مرة واحدة ولفترة محدودة. وعند إرسال رابط أحدث، تتوقف الروابط الأقدم عن العمل.
link-gone-again = إن بقي مفتوحًا هنا مدة طويلة، فافتحه مرة أخرى من الرسالة.
link-gone-done = هل عيّنت كلمة مرورك الجديدة بالفعل؟ سجّل الدخول بها إذن.
link-gone-forgot = طلب رابط جديد
link-gone-login = الانتقال إلى تسجيل الدخول
link-gone-home = الانتقال إلى صفحة البداية
not-me-title = ألم تكن أنت؟
not-me-heading = ألم تكن أنت؟
not-me-text = سجّل إذن خروج الجميع، من هذا المتصفح ومن كل متصفح آخر. ستتوقف كلمة مرورك الحالية عن العمل، وتختار كلمة مرور جديدة على الفور.
not-me-button = لم أكن أنا
not-me-leave = هل كنت أنت؟ أغلق هذه الصفحة إذن؛ لم يتغير شيء.
undo-title = استعادة بريدك الإلكتروني
undo-heading = استعادة بريدك الإلكتروني
undo-text = سيعود هذا البريد الإلكتروني إلى حسابك. ويُسجَّل خروج الجميع، وتتوقف كلمة المرور الحالية عن العمل، وتختار كلمة مرور جديدة على الفور.
undo-button = استعادته
undo-leave = هل غيّرته بنفسك؟ أغلق هذه الصفحة إذن؛ يبقى كل شيء كما هو.
email-title = هل هذا البريد الإلكتروني لك؟
email-heading = هل هذا البريد الإلكتروني لك؟
email-text = إن أكّدت ذلك، فسيُستخدم هذا البريد الإلكتروني من الآن فصاعدًا للحساب { $from }: لتسجيل الدخول إليه ولتلقّي رسائله.
email-button = نعم، إنه لي
email-done-title = تم تأكيد البريد الإلكتروني
email-done-heading = تم تأكيد البريد الإلكتروني
email-done-text = يمكن من الآن تسجيل الدخول إلى الحساب به.

## After being away

go-on-title = تم تسجيل دخولك من جديد
go-on-heading = تم تسجيل دخولك من جديد
go-on-text = ما أدخلته في { $path } ما زال محفوظًا. هل تريد المتابعة به؟
go-on-late = حُفظ ما أدخلته ربع ساعة ولم يعد موجودًا. أدخله مرة أخرى.
go-on-button = متابعة
go-on-leave = لا، اتركه

## The first account

setup-title = إعداد أول حساب
setup-heading = إعداد أول حساب
setup-text = لا أحد لديه حساب هنا بعد. بهذا الحساب يمكن إدارة الموقع.
setup-code = رمز الإعداد
setup-code-hint = يظهر حيث شُغِّل الخادم. شكله هكذا: ABCD-EFGH-JKLM-NPQR.
setup-button = إنشاء الحساب

## A new password

reset-title = تعيين كلمة مرور جديدة
reset-heading = تعيين كلمة مرور جديدة
reset-text = سيُسجَّل خروجك من كل مكان، ولن تفتح كلمة المرور القديمة شيئًا بعد ذلك.
reset-button = تعيين كلمة المرور

## Confirm

confirm-title = هل هذا أنت؟
confirm-heading = هل هذا أنت؟
confirm-text = ما يلي مهمّ لحسابك، لذا أثبت مرة أخرى أنك صاحب الحساب.
confirm-asked = سُجّل الدخول من متصفح آخر أو من مكان آخر، لذا أثبت مرة أخرى أنك صاحب الحساب.
confirm-button = متابعة

## Sign out

logout-title = تسجيل الخروج
logout-heading = تسجيل الخروج؟
logout-text = سيُسجَّل خروجك من هذا المتصفح فقط، ويبقى دخولك قائمًا في أي مكان آخر.
logout-button = تسجيل الخروج
logout-back = البقاء في الحساب
logout-done-title = تم تسجيل خروجك
logout-done-heading = تم تسجيل خروجك
logout-done-text = لا يمكن لأحد استخدام حسابك في هذا المتصفح حتى تسجّل الدخول من جديد.
logout-done-link = تسجيل الدخول

## Dashboard

dashboard-title = الرئيسية
dashboard-hello = تم تسجيل الدخول باسم
dashboard-displaced = كنت قد سجّلت الدخول في أكبر عدد مسموح به من الأماكن، لذلك أُنهي الدخول الذي لم تستخدمه منذ أطول مدة.
dashboard-displaced-link = عرض أماكن تسجيل دخولك
dashboard-now = هذا الدخول
dashboard-with = باستخدام
dashboard-began = بدأ
dashboard-idle = ينتهي في غيابك
dashboard-last = ينتهي على أبعد تقدير
dashboard-remembered = يبقى دخولك قائمًا هنا حتى بعد إغلاق المتصفح.
dashboard-not-remembered = إغلاق المتصفح يُنهي دخولك هنا عادةً.
dashboard-places = أماكن تسجيل دخولك
dashboard-places-link = عرضها وإنهاؤها
dashboard-sign-ins = آخر عمليات الدخول
dashboard-sign-ins-none = لا توجد عمليات دخول بعد.

## Where you’re signed in

sessions-title = أماكن تسجيل دخولك
sessions-heading = أماكن تسجيل دخولك
sessions-text = يمكن لهذه المتصفحات استخدام حسابك الآن. إن لم تعرف أحدها، فأنهِ الدخول منه وغيّر كلمة مرورك.
sessions-seen = آخر استخدام
sessions-started = تسجيل الدخول
sessions-ends = ينتهي إن لم يُستخدم
sessions-remembered = يبقى قائمًا
sessions-address = العنوان
sessions-address-now = الآن { $ip }
sessions-proof = باستخدام: { $proof }
sessions-end = إنهاء الدخول
# Read aloud in place of “End”.
sessions-end-label = إنهاء الدخول من { $browser }، المسجَّل في { $when }
sessions-end-this = تسجيل الخروج
# Read aloud in place of “Sign out”.
sessions-end-this-label = تسجيل الخروج من هذا المتصفح، { $browser }
sessions-others-text =
    { $n ->
        [zero] لم تسجّل الدخول في أي مكان آخر غير هذا المتصفح.
        [one] إلى جانب هذا المتصفح، سجّلت الدخول في مكان واحد آخر.
        [two] إلى جانب هذا المتصفح، سجّلت الدخول في مكانين آخرين.
        [few] إلى جانب هذا المتصفح، سجّلت الدخول في { $n } أماكن أخرى.
        [many] إلى جانب هذا المتصفح، سجّلت الدخول في { $n } مكانًا آخر.
       *[other] إلى جانب هذا المتصفح، سجّلت الدخول في { $n } مكان آخر.
    }
sessions-others-button = إنهاء كل دخول آخر
sessions-ended-heading = انتهى مؤخرًا
sessions-ended-from = سُجِّل الدخول في { $when } من { $ip }
sessions-ended-none = لم ينتهِ شيء مؤخرًا.

## Settings

settings-title = الإعدادات
settings-heading = الإعدادات
settings-profile = عنك
settings-language-browser = كما يطلب متصفحي
settings-time-zone-site = كما في هذا الموقع: { $zone }
settings-save = حفظ
settings-password = كلمة المرور
settings-password-text = عند تغييرها يُسجَّل خروجك من كل مكان آخر.
settings-password-link = تغيير كلمة المرور

settings-email-link = تغيير البريد الإلكتروني
settings-data = بياناتك

## Another e-mail

settings-email-title = بريدك الإلكتروني
settings-email-heading = بريدك الإلكتروني
settings-email-unproven = لم يتأكد بعد أن هذا البريد الإلكتروني لك.
settings-email-prove = إرسال رابط إلى هذا العنوان
settings-email-pending = أُرسلت رسالة إلى { $email }. عند فتح الرابط الذي فيها، يصبح هذا بريدك الإلكتروني.
settings-email-new = البريد الإلكتروني الجديد
settings-email-hint = ستصلك عليه رسالة فيها رابط. أما البريد الحالي فيصله إشعار بالتغيير، ويمكن التراجع عنه من هناك لمدة أسبوع.
settings-email-button = إرسال الرابط

## Your data

data-title = تنزيل بياناتك
data-heading = تنزيل بياناتك
data-text = حسابك والأماكن التي سجّلت الدخول فيها وسجله، في ملف واحد. ولا يحتوي الملف على كلمات المرور.
data-link = تنزيل بياناتي
delete-title = حذف حسابك
delete-heading = حذف حسابك
delete-text = سيُحذف حسابك مع كل ما هو محفوظ عنه: الإعدادات ومرات الدخول والسجل. وسيُسجَّل خروجك من كل مكان. لا يمكن التراجع عن ذلك.
delete-sure = نعم، احذفه نهائيًا
delete-button = حذف حسابي

## Inviting

invite-title = دعوة شخص
invite-heading = دعوة شخص
invite-text = ستصل إلى هذا الشخص رسالة فيها رابط لاختيار اسم وكلمة مرور. يعمل الرابط لمدة أسبوع.
invite-email = بريده الإلكتروني
invite-language = لغة الرسالة
invite-button = إرسال الدعوة

## Another password

password-title = غيّر كلمة مرورك
password-heading = غيّر كلمة مرورك
password-text = يُسجَّل بهذا خروجك من كل مكان آخر، ولن تفتح كلمة المرور القديمة شيئًا بعد ذلك.
password-none = لا توجد كلمة مرور لحسابك بعد. يمكنك تعيين واحدة عبر رابط يُرسل إلى بريدك الإلكتروني.
password-button = تغيير كلمة المرور
password-back = العودة إلى الإعدادات

## What happened

history-title = السجل
history-heading = السجل
history-text = ما حدث في حسابك، الأحدث أولًا. إن كان فيه ما لم تفعله أنت، فغيّر كلمة مرورك.
history-none = لم يحدث شيء من هذا النوع.
history-filters-label = ما يُعرض
history-pages-label = الأقدم والأحدث
history-older = الأقدم
history-newest = إلى الأحدث

## What happened to everybody

events-title = سجل الجميع
events-heading = سجل الجميع
events-of = لهذا البريد الإلكتروني فقط
events-find = عرض

## Errors

error-status = خطأ { $status }

## Other providers

login-or = أو
login-with = المتابعة عن طريق { $provider }
onward-title = لحظة من فضلك
onward-text = يجري نقلك إلى هناك. إن لم يحدث شيء، فاضغط على الزر.
onward-button = متابعة
confirm-with = التأكيد عن طريق { $provider }
confirm-no-way = ليس لحسابك كلمة مرور، ولا أي شيء آخر يؤكّد أنك أنت. عيّن كلمة مرور أولًا.
settings-connections = طرق أخرى لتسجيل الدخول
settings-connections-text = سجّل الدخول بحساب لديك في موقع آخر.
settings-connections-link = عرض
connections-title = طرق أخرى لتسجيل الدخول
connections-heading = طرق أخرى لتسجيل الدخول
connections-text = من يستطيع تسجيل الدخول هناك يستطيع الدخول هنا إلى حسابك. لا تربط إلا حساباتك أنت.
connections-waiting = هل تريد ربط { $provider }؟
connections-waiting-text = جئت من { $provider }. إن ربطته بحسابك، فيمكنك تسجيل الدخول عن طريقه من الآن فصاعدًا.
connections-connect = ربط { $provider }
connections-used = آخر استخدام
connections-since = تم الربط
connections-only = هذه هي الطريقة الوحيدة للدخول إلى حسابك. عيّن كلمة مرور قبل إلغاء ربطها.
connections-set-password = تعيين كلمة مرور
connections-remove = إلغاء الربط
connections-remove-label = إلغاء الربط مع { $provider }
connections-none = لا يوجد شيء مربوط.
connections-others = غير مربوط

## For whoever looks after others

nav-admin = الإدارة
admin-label = الإدارة
field-role = الدور
users-title = الأشخاص
users-heading = الأشخاص
users-add = إضافة شخص
users-find-label = الاسم أو البريد الإلكتروني
users-find = بحث
users-show-label = عرض
users-show-all = الجميع
users-show-disabled = الحسابات المعطّلة
users-show-role = بالدور { $role }
users-disabled = معطّل
users-waits = لا سبيل إلى الدخول بعد
users-none = لم يُعثر على أحد. جرّب بداية اسم أو بريد إلكتروني.
users-nobody = لا أحد هنا بعد.
users-not-yet = لم يُعثر على أحد بعد بين هذا العدد الكبير. تابع باستخدام «الأقدم».
new-user-title = إضافة شخص
new-user-heading = إضافة شخص
new-user-text = ستصل إلى هذا الشخص رسالة يختار عن طريقها كلمة مرور. ولن يراها أحد غيره أبدًا.
new-user-name = اسمه
new-user-button = إضافة الحساب
user-above = لهذا الحساب صلاحيات أكثر من حسابك، لذا يمكنك أن تراه لا أن تغيّره.
user-account = الحساب
user-verified = تم تأكيده في { $when }
user-not-verified = غير مؤكَّد
user-made = أُنشئ
user-ways = الدخول باستخدام
user-no-way = لا شيء بعد
user-role-button = تغيير الدور
user-reset-text = ستصل إلى هذا الشخص رسالة فيها رابط لاختيار كلمة مرور جديدة. وحتى ذلك الحين، تبقى كلمة المرور القديمة تعمل.
user-reset-button = إرسال الرابط
user-access = إمكانية الدخول
user-enable-text = لا يمكن لأحد تسجيل الدخول إلى هذا الحساب.
user-enable-button = تفعيل الحساب
user-disable-text = سيُسجَّل خروج هذا الشخص من كل مكان، ولن يمكنه تسجيل الدخول. لا يُحذف شيء.
user-disable-button = تعطيل الحساب
user-live = الجلسات القائمة الآن
user-live-none = لا توجد جلسة قائمة في أي مكان.
user-end-all-text = سيُسجَّل خروج هذا الشخص من كل مكان، ويمكنه تسجيل الدخول من جديد.
user-end-all-button = إنهاء كل جلساته
user-events-link = السجل كاملًا
anyones-title = جلسات الجميع
anyones-heading = جلسات الجميع
anyones-text = الأحدث أولًا. افتح حسابًا لإنهاء أي من جلساته.
anyones-live = جلسة قائمة
anyones-seen = آخر استخدام { $when }
anyones-none = لم يسجّل أحد الدخول بعد.
anyones-end-heading = تسجيل خروج الجميع
anyones-end-text = سيكون على الجميع تسجيل الدخول من جديد، إلا أنت في هذا المتصفح. إن كانت الجلسات كثيرة جدًا، فسيستغرق ذلك بعض الوقت.
anyones-end-button = إنهاء جلسات الجميع
letters-title = الرسائل
letters-heading = الرسائل
letters-text = ما أُرسل في الأسبوعين الأخيرين، وما تعذّر إرساله. لا يُعرض ما كُتب في الرسالة، لأن الرابط الذي فيها يفتح حسابًا.
letters-no-server = لا يوجد خادم بريد في الإعدادات (smtp_url)، لذلك تنتظر كل الرسائل.
letters-filters-label = الرسائل المعروضة
letters-all = الكل
letters-not-sent = لم تُرسل
letters-none = لا توجد رسائل.
letters-to-nobody = إلى شخص ليس لديه حساب
letters-again-button = إعادة المحاولة الآن
letters-again-label = إعادة المحاولة الآن: { $kind }، { $when }
system-title = النظام
system-heading = النظام
system-well = كل شيء على ما يرام.
system-look = هذا يحتاج إلى نظرة
system-days-label = المدة المعروضة
system-sign-ins = مرات الدخول
system-sign-ins-chart = رسم بياني لمرات الدخول وكلمات المرور الخاطئة في كل ساعة. الأرقام نفسها في الجدول أدناه.
system-live = الجلسات القائمة
system-live-chart = رسم بياني للجلسات القائمة في كل ساعة. الأرقام نفسها في الجدول أدناه.
system-counted-at = آخر عدّ: { $when }.
system-counted-never = لم يجرِ العدّ بعد.
system-live-at =
    { $n ->
        [zero] لا جلسات. آخر عدّ: { $when }.
        [one] جلسة واحدة. آخر عدّ: { $when }.
        [two] جلستان. آخر عدّ: { $when }.
        [few] { $n } جلسات. آخر عدّ: { $when }.
        [many] { $n } جلسة. آخر عدّ: { $when }.
       *[other] { $n } جلسة. آخر عدّ: { $when }.
    }
system-table = الأرقام في جدول
system-column-hour = الساعة
system-column-sign-ins = مرات الدخول
system-column-failures = كلمات مرور خاطئة
system-column-live = الجلسات القائمة
system-server = هذا الخادم
system-version = الإصدار
system-started = بدأ تشغيله
system-clock = ساعته
system-database = قاعدة البيانات
system-size = { $mb } ميغابايت
system-request = طلبك هذا
system-request-text = ما يظنه الخادم عنه. إن كان فيه خطأ، فهناك وكيل (proxy) لم يُضبط كما ينبغي.
system-client = عنوانك
system-peer = جاء من
system-public-url = العنوان العام
system-host = المضيف المطلوب
system-forwarded-for = X-Forwarded-For
system-forwarded-proto = X-Forwarded-Proto
system-forwarded-host = X-Forwarded-Host
system-cookie = ملف تعريف الارتباط للجلسة
system-secure = يُرسل عبر https فقط
system-not-secure = يُرسل عبر http أيضًا
