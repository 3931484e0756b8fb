# The texts the server puts into pages.

## Times

time-now = الآن
time-soon = بعد لحظات
time-minutes-ago =
    { $n ->
        [zero] قبل أقل من دقيقة
        [one] قبل دقيقة واحدة
        [two] قبل دقيقتين
        [few] قبل { $n } دقائق
        [many] قبل { $n } دقيقة
       *[other] قبل { $n } دقيقة
    }
time-hours-ago =
    { $n ->
        [zero] قبل أقل من ساعة
        [one] قبل ساعة واحدة
        [two] قبل ساعتين
        [few] قبل { $n } ساعات
        [many] قبل { $n } ساعة
       *[other] قبل { $n } ساعة
    }
time-days-ago =
    { $n ->
        [zero] قبل أقل من يوم
        [one] قبل يوم واحد
        [two] قبل يومين
        [few] قبل { $n } أيام
        [many] قبل { $n } يومًا
       *[other] قبل { $n } يوم
    }
time-in-minutes =
    { $n ->
        [zero] بعد أقل من دقيقة
        [one] بعد دقيقة واحدة
        [two] بعد دقيقتين
        [few] بعد { $n } دقائق
        [many] بعد { $n } دقيقة
       *[other] بعد { $n } دقيقة
    }
time-in-hours =
    { $n ->
        [zero] بعد أقل من ساعة
        [one] بعد ساعة واحدة
        [two] بعد ساعتين
        [few] بعد { $n } ساعات
        [many] بعد { $n } ساعة
       *[other] بعد { $n } ساعة
    }
time-in-days =
    { $n ->
        [zero] بعد أقل من يوم
        [one] بعد يوم واحد
        [two] بعد يومين
        [few] بعد { $n } أيام
        [many] بعد { $n } يومًا
       *[other] بعد { $n } يوم
    }

## What is wrong with a field

error-email-missing = أدخل بريدًا إلكترونيًا.
error-email-invalid = أدخل بريدًا إلكترونيًا مثل name@example.com.
error-email-long = أدخل بريدًا إلكترونيًا أقصر: هذا أطول من أن يكون حقيقيًا.
error-password-missing = أدخل كلمة المرور.
error-password-long = اختر كلمة مرور أقصر: هذه أطول مما يمكن حفظه.
error-password-too-long = تحقق من كلمة المرور: لا توجد هنا كلمة مرور بهذا الطول.
error-password-short =
    { $min ->
        [zero] اختر كلمة مرور.
        [one] اختر كلمة مرور من حرف واحد على الأقل.
        [two] اختر كلمة مرور من حرفين على الأقل.
        [few] اختر كلمة مرور من { $min } أحرف على الأقل.
        [many] اختر كلمة مرور من { $min } حرفًا على الأقل.
       *[other] اختر كلمة مرور من { $min } حرف على الأقل.
    }
error-current-missing = أدخل كلمة مرورك الحالية.
error-new-password-missing = أدخل كلمة مرور جديدة.
error-password-same = اختر كلمة مرور غير الحالية.
error-choose = اختر من القائمة.
error-too-often = تكرر ذلك أكثر من اللازم. حاول مرة أخرى { $when }.
error-email-same = هذا هو بريدك الإلكتروني بالفعل.
error-email-taken = يوجد حساب بهذا البريد الإلكتروني بالفعل.
error-sure = ضع علامة في المربع إن كنت متأكدًا.
error-last-admin = لا أحد غيرك يمكنه إدارة هذا الموقع. اجعل شخصًا آخر مسؤولًا عنه أولًا.
error-delete-undoable = تغيّر البريد الإلكتروني مؤخرًا، ويمكن التراجع عن ذلك من العنوان السابق حتى { $until }. بعد ذلك يمكن حذف الحساب.
error-password-weak = اختر كلمة مرور يصعب تخمينها. { $why }
error-password-common = اختر كلمة مرور أخرى: هذه مدرجة في القوائم التي تُجرَّب أولًا.
error-password-personal = اختر كلمة مرور لا تحتوي على اسمك أو بريدك الإلكتروني أو اسم هذا الموقع.
error-name-missing = أدخل اسمًا.
error-name-long = أدخل اسمًا أقصر.
error-code-missing = أدخل رمز الإعداد.
error-code-wrong = هذا الرمز خاطئ أو سبق استخدامه أو انتهت صلاحيته. تحقق منه حيث شُغِّل الخادم. يعمل الرمز لمدة ساعة؛ بعدها افتح هذه الصفحة من جديد ليعرض الخادم رمزًا جديدًا.
error-field-doubled = وصل أحد حقول النموذج مرتين. املأ النموذج من جديد.
error-field-unexpected = وصل النموذج وفيه حقل لا ينتمي إليه. افتح الصفحة من جديد واملأ النموذج فيها.
error-field-invalid = تحقق من هذا الحقل: لا يمكن قراءته كما هو.

## Sign-in

login-failed = البريد الإلكتروني أو كلمة المرور غير صحيحة.
login-wait = تكرر الخطأ أكثر من اللازم. حاول مرة أخرى { $when }.
login-stopped = أُدخلت كلمة مرور خاطئة مرات كثيرة، لذلك لا يمكن تسجيل الدخول بهذا البريد الإلكتروني من متصفح جديد حتى تُعيَّن كلمة مرور جديدة. أما المتصفح الذي سبق أن سجّلت الدخول منه فما زال يعمل. وإن لم يتوفر لك، فعيّن كلمة مرور جديدة عبر «هل نسيت كلمة المرور؟».
login-busy = كثيرون يسجّلون الدخول الآن. حاول مرة أخرى بعد بضع ثوانٍ.
login-signed-out = تم تسجيل خروجك.
login-account-made = حسابك جاهز. سجّل الدخول به.
login-needed = سجّل الدخول للمتابعة.
login-reset-done = تم تعيين كلمة مرورك الجديدة. سجّل الدخول بها.
login-email-proven = أصبح هذا بريدك الإلكتروني الآن. سجّل الدخول به.
login-account-deleted = تم حذف حسابك.
login-kept = غبت وقتًا طويلًا فسُجّل خروجك. سجّل الدخول، وستجد ما أدخلته كما هو.
confirm-failed = كلمة المرور غير صحيحة.
confirm-stopped = أُدخلت هنا كلمة مرور خاطئة مرات كثيرة. سجّل الخروج ثم ادخل من جديد.

## Sessions

sessions-ended-one = تم الإنهاء. سُجِّل خروجك من ذلك المتصفح.
sessions-ended-others =
    { $n ->
        [0] لم يكن هناك دخول آخر لإنهائه.
        [zero] لم يكن هناك دخول آخر لإنهائه.
        [one] أُنهي الدخول في مكان واحد آخر. لم يبقَ الآن سوى هذا المتصفح.
        [two] أُنهي الدخول في مكانين آخرين. لم يبقَ الآن سوى هذا المتصفح.
        [few] أُنهي الدخول في { $n } أماكن أخرى. لم يبقَ الآن سوى هذا المتصفح.
        [many] أُنهي الدخول في { $n } مكانًا آخر. لم يبقَ الآن سوى هذا المتصفح.
       *[other] أُنهي الدخول في { $n } مكان آخر. لم يبقَ الآن سوى هذا المتصفح.
    }
sessions-already-ended = كان ذلك الدخول قد انتهى بالفعل.

## Why a session ended

reason-signed-out = تم تسجيل الخروج
reason-replaced = تسجيل دخول جديد من المتصفح نفسه
reason-ended-by-user = أُنهي من متصفح آخر
reason-ended-others = أُنهي مع كل دخول آخر
reason-displaced = أُنهي لإفساح المجال لدخول جديد
reason-idle = لم يُستخدم لوقت طويل
reason-absolute = بلغ مدته القصوى
reason-password = تم تغيير كلمة المرور
reason-drift = استُخدم فجأة من مكان آخر
reason-not-me = قال أحدهم: لم أكن أنا
reason-provider = لم يجدّده مزوّد الدخول
reason-provider-signed-out = تم تسجيل الخروج لدى مزوّد الدخول
reason-disconnected = تم إلغاء ربط مزوّد الدخول
reason-disabled = تم إيقاف الحساب
reason-admin = أنهاه المسؤول عن هذا الموقع
reason-unknown = انتهى

## How someone signed in, and with what

proof-pwd = كلمة المرور
proof-unknown = غير معروف
proof-and = { $all }، { $more }
# How a provider has seen who it is.
proof-amr-pwd = كلمة مرور هناك
proof-amr-otp = رمز لمرة واحدة هناك
proof-amr-mfa = عدة إثباتات هناك
proof-amr-hwk = مفتاح أمان هناك
proof-amr-fpt = بصمة إصبع هناك
proof-amr-face = بصمة وجه هناك
proof-amr-sms = رمز في رسالة نصية هناك
browser-on = متصفح { $browser } على { $system }
browser-unknown = غير معروف
system-unknown = نظام غير معروف

## Pages for errors

error-400-heading = لم يصل ذلك كاملًا
error-400-text = لم يتمكن الخادم من قراءة ما أرسله متصفحك. ارجع وحاول مرة أخرى.
error-401-heading = سجّل الدخول أولًا
error-401-text = هذه الصفحة لمن سجّلوا الدخول.
error-403-heading = لا يمكنك فعل ذلك
error-403-text = لا يُسمح لك بفتح هذه الصفحة أو بفعل ذلك هنا.
error-403-origin = جاء هذا النموذج من { $origin }، وهو عنوان لا يعرفه هذا الخادم ضمن عناوينه. يمكن للمسؤول عن الخادم إضافته عن طريق الإعداد { $setting }.
error-403-token = الصفحة التي جئت منها قديمة. ارجع وأعد تحميلها وحاول مرة أخرى.
error-403-permission = تحتاج لذلك إلى الإذن «{ $permission }». يمكن للمسؤول عن هذا الموقع أن يمنحك إياه.
error-403-recent = لهذا الإجراء أكّد أولاً أنك صاحب الحساب، ثم أعد المحاولة.
error-404-heading = لا يوجد شيء هنا
error-404-text = ربما كُتب العنوان خطأً، أو نُقلت الصفحة.
error-405-heading = لا يمكن فعل ذلك هنا
error-405-text = هذا العنوان موجود، لكن ليس لما طلبه متصفحك منه. ارجع واستخدم النموذج أو الرابط الموجود في الصفحة.
error-413-heading = كان ذلك كثيرًا دفعة واحدة
error-413-text = ما أرسله متصفحك أكبر مما تقبله هذه الصفحة. اختصره وحاول مرة أخرى.
error-415-heading = هذا النوع من البيانات غير مناسب هنا
error-415-text = أرسل متصفحك شيئًا بصيغة لا تقبلها هذه الصفحة. ارجع واستخدم النموذج الموجود في الصفحة.
error-422-heading = شيء ما في النموذج غير صحيح
error-422-text = تمكّن الخادم من قراءة النموذج، لكنه لم يفهمه. ارجع وتحقق منه وحاول مرة أخرى.
error-429-heading = تمهّل قليلًا
error-429-text = جرت محاولات كثيرة في وقت قصير. انتظر بضع دقائق وحاول مرة أخرى.
error-500-heading = حدث خطأ ما هنا
error-500-text = الخطأ ليس منك. حاول مرة أخرى بعد لحظات؛ وإن استمر الأمر، فأخبر المسؤول عن هذا الموقع.
error-503-heading = سنعود بعد لحظات
error-503-text = الخادم مشغول أو قيد الصيانة. حاول مرة أخرى بعد بضع ثوانٍ.
error-other-heading = لم ينجح ذلك
error-other-text = لم يتمكن الخادم من فعل ذلك. ارجع وحاول مرة أخرى.
error-action-home = الانتقال إلى الرئيسية
error-action-login = الانتقال إلى تسجيل الدخول
error-action-confirm = تأكيد أنك صاحب الحساب

## Why a password is easy to guess; follows error-password-weak

warning-straight-row = الأزرار المتجاورة على لوحة المفاتيح تُجرَّب مبكرًا.
warning-short-keyboard-pattern = الأنماط القصيرة على لوحة المفاتيح تُجرَّب مبكرًا.
warning-repeat-char = تكرار الحرف نفسه، مثل «aaa»، يُخمَّن بسرعة.
warning-repeat-pattern = التكرار مثل «abcabc» لا يكاد يكون أفضل من «abc».
warning-sequence = التسلسل مثل «abc» أو «6543» يُخمَّن بسرعة.
warning-recent-year = السنوات الأخيرة تُخمَّن بسرعة.
warning-date = التواريخ تُخمَّن بسرعة.
warning-top-10 = إنها إحدى أكثر عشر كلمات مرور استخدامًا.
warning-top-100 = إنها إحدى أكثر مئة كلمة مرور استخدامًا.
warning-common = إنها كلمة مرور شائعة جدًا.
warning-similar-common = إنها شديدة الشبه بكلمة مرور شائعة.
warning-word = الكلمة الواحدة تُخمَّن بسرعة، أما بضع كلمات متتالية فلا.
warning-names = الأسماء وحدها تُخمَّن بسرعة.
warning-common-names = الأسماء الشائعة تُخمَّن بسرعة.
warning-guessable = أضف كلمة أخرى أو كلمتين؛ والأقل شيوعًا أفضل.

## Settings

settings-saved = تم الحفظ.
settings-password-changed = تم تغيير كلمة مرورك، وسُجّل خروجك من كل مكان آخر.
email-sent = تفقّد صندوق البريد الإلكتروني الجديد وافتح الرابط هناك. وحتى ذلك الحين، يبقى كل شيء كما هو.
email-proven = أصبح هذا بريدك الإلكتروني الآن.
invite-sent = الدعوة في طريقها.
invite-waits = الدعوة تنتظر لأنه لا يوجد خادم بريد.
# The language's own name.
language-name = العربية

## What happened

history-all = الكل
history-sign-ins = مرات الدخول
history-failures = كلمات مرور خاطئة
history-endings = ما انتهى
history-changes = التغييرات
history-ended-others =
    { $n ->
        [zero] لا شيء آخر
        [one] دخول آخر واحد، دفعة واحدة
        [two] دخولان آخران، دفعة واحدة
        [few] { $n } أخرى، دفعة واحدة
        [many] { $n } أخرى، دفعة واحدة
       *[other] { $n } أخرى، دفعة واحدة
    }
event-sign-in = تسجيل دخول
event-sign-in-failed = كلمة مرور خاطئة عند تسجيل الدخول
event-confirm = تأكيد الهوية مرة أخرى
event-confirm-failed = كلمة مرور خاطئة عند إدخالها مرة أخرى
event-session-ended = إنهاء دخول
event-displaced = إنهاء دخول لإفساح المجال لدخول جديد
event-account-added = إنشاء الحساب
event-reset-started = إنشاء رابط لتعيين كلمة مرور جديدة
event-password-reset = تعيين كلمة مرور جديدة عبر رابط
event-password-changed = تغيير كلمة المرور
event-profile-changed = تغيير البيانات
event-drift = استخدام من مكان آخر
event-email-asked = طلب بريد إلكتروني آخر
event-email-changed = تغيير البريد الإلكتروني
event-email-verified = تأكيد البريد الإلكتروني
event-email-undone = التراجع عن تغيير البريد الإلكتروني من البريد السابق
event-not-me = «لم أكن أنا»: تسجيل خروج الجميع
event-data-downloaded = تنزيل البيانات
event-account-deleted = حذف الحساب
event-invited = دعوة شخص
event-connected = ربط طريقة أخرى لتسجيل الدخول
event-disconnected = إلغاء ربط طريقة أخرى لتسجيل الدخول
event-role-changed = تغيير الدور
event-disabled = تعطيل الحساب
event-enabled = إعادة تفعيل الحساب
event-all-ended = إنهاء جلسات الجميع
event-unknown = شيء آخر
drift-network = شبكة أخرى
drift-network-asked = شبكة أخرى؛ طُلب التأكيد
drift-browser-asked = متصفح آخر؛ طُلب التأكيد
profile-name = الاسم
profile-language = اللغة
profile-time-zone = المنطقة الزمنية
events-nobody = لا أحد هنا لديه هذا البريد الإلكتروني.

## Dates

time-exact = { $day } { $month } { $year }، { $time } { $zone }
time-day = { $day } { $month }
month-1 = يناير
month-2 = فبراير
month-3 = مارس
month-4 = أبريل
month-5 = مايو
month-6 = يونيو
month-7 = يوليو
month-8 = أغسطس
month-9 = سبتمبر
month-10 = أكتوبر
month-11 = نوفمبر
month-12 = ديسمبر

## Letters

# Beneath every letter.
mail-ending =
    { $service }، { $site }
    كتب هذه الرسالة برنامج، ولا أحد يقرأ الردود عليها.
mail-reset-subject = تعيين كلمة مرور جديدة لحسابك في { $service }
mail-reset-text =
    مرحبًا { $name }،

    طلب أحدهم كلمة مرور جديدة لحسابك في { $service }. إن كنت أنت، فافتح الرابط واختر كلمة مرور جديدة.

    يعمل الرابط مرة واحدة، حتى { $until }. وإن لم تكن أنت، فليس عليك فعل شيء: تبقى كلمة مرورك كما هي.
mail-reset-link = تعيين كلمة مرور جديدة
mail-reset-by-admin-subject = تعيين كلمة مرور جديدة لحسابك في { $service }
mail-reset-by-admin-text =
    مرحبًا { $name }،

    أرسل إليك أحد مسؤولي { $service } هذا الرابط لتختار كلمة مرور جديدة.

    يعمل الرابط مرة واحدة، حتى { $until }. وإلى أن تستخدمه تبقى كلمة مرورك كما هي. وإن كنت لا تعرف سبب وصوله إليك، فاسأل المسؤولين قبل أن تفتحه.
mail-reset-by-admin-link = تعيين كلمة مرور جديدة
mail-join-subject = حسابك في { $service }
mail-join-text =
    مرحبًا،

    طلب أحدهم حسابًا في { $service } بهذا البريد الإلكتروني. إن كنت أنت، فافتح الرابط لاختيار اسم وكلمة مرور.

    يعمل الرابط مرة واحدة، حتى { $until }. وإن لم تكن أنت، فليس عليك فعل شيء: لا يُنشأ أي حساب من دون الرابط.
mail-join-link = إنشاء الحساب
mail-invited-subject = دعوة إلى { $service }
mail-invited-text =
    مرحبًا،

    تمت دعوتك إلى { $service }. افتح الرابط لاختيار اسم وكلمة مرور.

    يعمل الرابط مرة واحدة، حتى { $until }.
mail-invited-link = إنشاء الحساب
mail-has-account-subject = لديك حساب في { $service } بالفعل
mail-has-account-text =
    مرحبًا { $name }،

    أراد أحدهم استخدام بريدك الإلكتروني لحساب في { $service }. لديك حساب هناك بالفعل. إن كنت أنت، فسجّل الدخول؛ وإن نسيت كلمة المرور، فيمكنك تعيين كلمة مرور جديدة هناك.

    وإن لم تكن أنت، فليس عليك فعل شيء.
mail-has-account-link = تسجيل الدخول
mail-email-confirm-subject = هل هذا البريد الإلكتروني لك؟
mail-email-confirm-text =
    مرحبًا،

    طُلب استخدام هذا البريد الإلكتروني للحساب { $other } في { $service }. إن كنت أنت، فافتح الرابط وأكّد ذلك. وحتى ذلك الحين، يبقى كل شيء كما هو.

    يعمل الرابط مرة واحدة، حتى { $until }. وإن لم تكن أنت، فليس عليك فعل شيء.
mail-email-confirm-link = هذا البريد الإلكتروني لي
mail-email-changed-subject = تم تغيير بريدك الإلكتروني في { $service }
mail-email-changed-text =
    مرحبًا { $name }،

    البريد الإلكتروني لحسابك في { $service } هو الآن { $other }. تم تغييره في { $when }.

    إن لم تكن أنت، فافتح الرابط: به تستعيد هذا البريد الإلكتروني، ويُسجَّل خروج الجميع، ويمكنك تعيين كلمة مرور جديدة. يعمل الرابط حتى { $until }.
mail-email-changed-link = لم أكن أنا
mail-email-undone-subject = أُعيد بريدك الإلكتروني السابق في { $service }
mail-email-undone-text =
    مرحبًا { $name }،

    أُعيد البريد الإلكتروني لحسابك في { $service } إلى { $other } في { $when }، من ذلك العنوان. لم يعد هذا العنوان للحساب، وسُجّل خروج الجميع.
mail-new-browser-subject = تسجيل دخول جديد إلى { $service }
mail-new-browser-text =
    مرحبًا { $name }،

    سجّل أحدهم الدخول إلى حسابك في { $service } من متصفح لم يُستخدم من قبل:

    { $browser }
    { $when }
    من { $ip }

    إن كنت أنت، فليس عليك فعل شيء. وإن لم تكن أنت، فافتح الرابط: به يُسجَّل خروج الجميع، ويمكنك تعيين كلمة مرور جديدة.
mail-new-browser-link = لم أكن أنا
mail-password-changed-subject = تم تغيير كلمة مرورك في { $service }
mail-password-changed-text =
    مرحبًا { $name }،

    تم تغيير كلمة مرور حسابك في { $service }، وذلك في { $when } من { $ip }، باستخدام: { $browser }.

    إن لم تكن أنت، فافتح الرابط: به يُسجَّل خروج الجميع، ويمكنك تعيين كلمة مرور جديدة.
mail-password-changed-link = لم أكن أنا
mail-connected-subject = تم ربط { $other } بحسابك في { $service }
mail-connected-text =
    مرحبًا { $name }،

    يمكن من الآن فصاعدًا تسجيل الدخول إلى حسابك في { $service } عن طريق { $other }. تم الربط في { $when } من { $ip }، باستخدام: { $browser }.

    إن لم تكن أنت، فافتح الرابط: به يُسجَّل خروج الجميع، ويُلغى هذا الربط، ويمكنك تعيين كلمة مرور جديدة.
mail-connected-link = لم أكن أنا
mail-disconnected-subject = أُلغي ربط { $other } بحسابك في { $service }
mail-disconnected-text =
    مرحبًا { $name }،

    لم يعد من الممكن تسجيل الدخول إلى حسابك في { $service } عبر { $other }. أُلغي الربط في { $when } ({ $browser }، من { $ip }).

    إن لم تكن أنت، فافتح الرابط: يُسجَّل به خروج الجميع وتعيّن كلمة مرور جديدة.
mail-disconnected-link = لم أكن أنا
mail-added-subject = حسابك في { $service }
mail-added-text =
    مرحبًا { $name }،

    أُنشئ لك حساب في { $service } بهذا البريد الإلكتروني. لاختيار كلمة مرور، افتح الرابط وأدخل هذا البريد الإلكتروني، ثم اتبع ما في الرسالة التي ستصلك.

    وإن كنت لا تعرف ما الأمر، فليس عليك فعل شيء.
mail-added-link = اختيار كلمة مرور
mail-account-deleted-subject = تم حذف حسابك في { $service }
mail-account-deleted-text =
    مرحبًا { $name }،

    تم حذف حسابك في { $service }، وذلك في { $when }، مع كل ما كان محفوظًا عنه.

    إن لم تكن أنت، فأخبر المسؤول عن { $service }.

## Other providers

provider-away = لا يمكن الوصول إلى { $provider } الآن. حاول مرة أخرى بعد قليل، أو سجّل الدخول بطريقة أخرى.
provider-failed = لم يُثبت { $provider } هويتك. حاول مرة أخرى، وإن تكرر ذلك فأخبر القائمين على هذا الموقع.
provider-flow-gone = بدأ هذا في متصفح آخر أو قبل وقت طويل. ابدأ من جديد.
provider-no-account = لا يوجد هنا حساب يُفتح عبر { $provider } بالحساب الذي دخلت به هناك. إن كان لديك حساب هنا فسجّل الدخول بطريقة أخرى واربط الحسابين من الإعدادات، وإلا فاسأل القائمين على هذا الموقع.
provider-email-unproven = لم يتحقق { $provider } من بريدك الإلكتروني. اطلب التحقق منه هناك ثم عُد.
provider-somebody-else = أنت شخص آخر عند { $provider }. أكّد بالحساب المرتبط بحسابك.
provider-cancelled = لم يُكمل { $provider } العملية: أُلغيت هناك أو عادت بعد فوات الأوان.
login-has-account = يوجد حساب بهذا البريد الإلكتروني بالفعل. سجّل الدخول إليه، وعندها يمكنك ربط الحسابين.
onward-heading = الانتقال إلى { $provider }
onward-sign-out = تم تسجيل خروجك من هنا، والآن من { $provider }
connections-done = تم الربط.
connections-removed = أُلغي الربط، وسُجّل خروجك من كل مكان آخر استُخدم فيه لتسجيل الدخول.
connections-already = كان مربوطًا بالفعل.
connections-taken = إنه مربوط هنا بحساب آخر بالفعل. سجّل الدخول إلى ذلك الحساب وألغِ الربط هناك أولًا.
connections-late = استغرق ذلك وقتًا أطول من اللازم. اربطه مرة أخرى.
connections-last = هذه هي الطريقة الوحيدة للدخول إلى حسابك. عيّن كلمة مرور أولًا.
connections-cancelled = لم يُربط شيء: أُلغيت العملية هناك أو عادت بعد فوات الأوان.
connections-failed = لم يُربط شيء: تعذّر الوصول إلى الموقع الآخر أو لم يُثبت هويتك. حاول مرة أخرى بعد قليل.

## For whoever looks after others

admin-system = النظام
admin-users = الأشخاص
admin-sessions = الجلسات
admin-events = السجل
admin-mail = الرسائل
admin-invite = دعوة
history-by = بواسطة { $name }
history-by-gone = بواسطة مسؤول سابق
history-ended-all =
    { $n ->
        [zero] لا جلسات
        [one] جلسة واحدة
        [two] الجلستان كلتاهما
        [few] كل الجلسات: { $n } جلسات
        [many] كل الجلسات: { $n } جلسة
       *[other] كل الجلسات: { $n } جلسة
    }
user-said-added = تمت الإضافة. هناك رسالة في طريقها.
user-said-added-waits = تمت الإضافة. الرسالة تنتظر لأنه لا يوجد خادم بريد. يمكن لمن يشغّل الخادم إظهار رابط بالأمر: hallpass user password-reset
user-said-disabled = تم التعطيل، وسُجّل خروج هذا الشخص من كل مكان.
user-said-enabled = تم التفعيل، ويمكن لهذا الشخص تسجيل الدخول من جديد.
user-said-role = تم تغيير الدور، ويسري ذلك فورًا.
user-said-reset = هناك رسالة فيها الرابط في طريقها.
user-said-reset-waits = الرسالة تنتظر لأنه لا يوجد خادم بريد. يمكن لمن يشغّل الخادم إظهار رابط بالأمر: hallpass user password-reset
user-said-ended = أُنهيت تلك الجلسة.
user-said-ended-all = سُجّل خروج هذا الشخص من كل مكان.
user-said-already = كان الأمر كذلك بالفعل.
user-said-last = هذا آخر حساب يمكن تسجيل الدخول به ويمكنه فعل كل شيء. أعطِ هذا الدور لشخص آخر أولًا.
user-said-above = لذلك الحساب، أو لذلك الدور، صلاحيات أكثر من حسابك.
user-said-off = الحساب معطّل. فعّله أولًا.
anyones-ending = يجري إنهاء جلسات الجميع، وعدد ما أُنهي حتى الآن: { $n }. يستمر ذلك من تلقاء نفسه، حتى لو أُعيد تشغيل الخادم.
anyones-ended = أُنهيت جلسات الجميع، وعددها: { $n }.
letters-again = ستُعاد المحاولة بعد لحظات.
letters-gone = أُرسلت في هذه الأثناء، أو يجري إرسالها الآن.
letter-reset = كلمة مرور جديدة
letter-reset-by-admin = كلمة مرور جديدة، من أحد المسؤولين
letter-join = حساب جديد
letter-invited = دعوة
letter-has-account = لديه حساب بالفعل
letter-email-confirm = تأكيد بريد إلكتروني
letter-email-changed = تغيير البريد الإلكتروني
letter-email-undone = التراجع عن تغيير البريد الإلكتروني
letter-new-browser = تسجيل دخول جديد
letter-password-changed = تغيير كلمة المرور
letter-connected = ربط مزوّد دخول
letter-disconnected = إلغاء ربط مزوّد دخول
letter-account-deleted = حذف الحساب
letter-added = إضافة الحساب
letter-is-sent = أُرسلت
letter-is-waiting = في الانتظار
letter-is-failed = ستُعاد المحاولة
letter-is-given-up = توقفت المحاولات
letter-is-sealed = مشفّرة بمفتاح آخر
system-days =
    { $n ->
        [zero] أقل من يوم
        [one] يوم واحد
        [two] يومان
        [few] { $n } أيام
        [many] { $n } يومًا
       *[other] { $n } يوم
    }
system-request-good = وصل هذا الطلب كما ينبغي.
system-foreign-key = شُفّرت جلسات في الفترة الأخيرة بمفتاح سري لا يعرفه هذا الخادم. الخوادم التي تشترك في قاعدة بيانات يجب أن تشترك في secret_key أيضًا؛ شغّل `hallpass doctor`.
system-swept = حُذفت الجلسات القديمة آخر مرة { $when }: { $n }.
system-not-swept = لم تُحذف الجلسات القديمة منذ ساعات. السبب مكتوب في سجل الخادم.
system-counted = جرى عدّ مرات الدخول آخر مرة { $when }.
system-not-counted = لم يُعدّ شيء في الدقائق الأخيرة. إن استمر الأمر، فالسبب مكتوب في سجل الخادم.
system-mail =
    { $n ->
        [0] لا توجد رسائل تنتظر.
        [zero] لا توجد رسائل تنتظر.
        [one] رسالة واحدة تنتظر الإرسال.
        [two] رسالتان تنتظران الإرسال.
        [few] { $n } رسائل تنتظر الإرسال.
        [many] { $n } رسالة تنتظر الإرسال.
       *[other] { $n } رسالة تنتظر الإرسال.
    }
system-mail-none =
    { $n ->
        [0] لا يوجد خادم بريد في الإعدادات (smtp_url): أي رسالة ستنتظر.
        [zero] لا يوجد خادم بريد في الإعدادات (smtp_url): أي رسالة ستنتظر.
        [one] لا يوجد خادم بريد في الإعدادات (smtp_url): رسالة واحدة تنتظر.
        [two] لا يوجد خادم بريد في الإعدادات (smtp_url): رسالتان تنتظران.
        [few] لا يوجد خادم بريد في الإعدادات (smtp_url): { $n } رسائل تنتظر.
        [many] لا يوجد خادم بريد في الإعدادات (smtp_url): { $n } رسالة تنتظر.
       *[other] لا يوجد خادم بريد في الإعدادات (smtp_url): { $n } رسالة تنتظر.
    }
system-mail-given-up =
    { $n ->
        [zero] لم يتعذّر إرسال أي رسالة.
        [one] تعذّر إرسال رسالة واحدة، وتوقفت المحاولات.
        [two] تعذّر إرسال رسالتين، وتوقفت المحاولات.
        [few] تعذّر إرسال { $n } رسائل، وتوقفت المحاولات.
        [many] تعذّر إرسال { $n } رسالة، وتوقفت المحاولات.
       *[other] تعذّر إرسال { $n } رسالة، وتوقفت المحاولات.
    }
doubt-readable = يبدأ public_url بـ http وليس بـ https، لذا يمكن لغيرك قراءة كلمات المرور في طريقها. هذا يصلح لشبكة منزلية وللتجربة فقط: على الإنترنت، ضع nginx أو Caddy أمام الخادم.
doubt-no-proxy-named = يبدأ public_url بـ https، فأمام الخادم إذن وكيل (proxy)، لكن trusted_proxies فارغ: يُحسب الجميع عنوانًا واحدًا. أضف الوكيل هناك.
doubt-no-time-limit = لا يوجد أي وكيل (proxy) في trusted_proxies. على الإنترنت، ضع nginx أو Caddy أمام الخادم وأضفه هناك.
doubt-proxy-not-named = هناك وكيل (proxy) يذكر لمن يطلب (X-Forwarded-For)، لكنه ليس في trusted_proxies: يُحسب كل من يأتي عن طريقه عنوانًا واحدًا. أضفه هناك إن كان لك.
doubt-nothing-forwarded = لا يذكر الوكيل (proxy) لمن يطلب: يُحسب الجميع عنوانًا واحدًا. اضبطه ليضيف X-Forwarded-For.
doubt-other-scheme = يقول الوكيل (proxy) في X-Forwarded-Proto إنك لم تأتِ بالطريقة المكتوبة في public_url (http أو https). اكتب في public_url الطريقة المستخدمة فعلًا.
doubt-other-host = جئت باسم غير موجود في public_url ولا في allowed_origins: تُرفض النماذج القادمة منه. وجّه هذا الاسم إلى public_url.
doubt-forged-passed-on = كل ما يكتبه زائر في X-Forwarded-For يُصدَّق. اضبط الوكيل (proxy) ليضيف العنوان الذي جاء منه الطلب.
doubt-trusts-too-many = في trusted_proxies عنوان يأتي منه زوار. لا تضع هناك إلا الوكلاء (proxies).
