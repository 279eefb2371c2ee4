"""Given and family names of the region, Latin and Arabic side by side, from which demo people are invented.

The combinations are drawn at random: any likeness to a living person is chance. Nobody here is real.
"""

from __future__ import annotations

# fmt: off
MEN: tuple[tuple[str, str], ...] = (
    ("Moussa", "موسى"), ("Ibrahim", "إبراهيم"), ("Ousmane", "عثمان"), ("Adama", "آدم"), ("Abdoulaye", "عبد الله"),
    ("Issa", "عيسى"), ("Souleymane", "سليمان"), ("Youssouf", "يوسف"), ("Hamidou", "حميدو"), ("Seydou", "سيدو"),
    ("Idrissa", "إدريس"), ("Boubacar", "أبو بكر"), ("Amadou", "أحمدو"), ("Mamadou", "محمدو"), ("Mohamed", "محمد"),
    ("Ali", "علي"), ("Hassan", "حسن"), ("Rachid", "رشيد"), ("Karim", "كريم"), ("Abderrahmane", "عبد الرحمن"),
    ("Driss", "إدريس"), ("Mustapha", "مصطفى"), ("Hamza", "حمزة"), ("Bilal", "بلال"), ("Khalid", "خالد"),
    ("Yacouba", "يعقوب"), ("Salif", "سالف"), ("Modibo", "موديبو"), ("Bakary", "بكاري"), ("Lassina", "الحسن"),
    ("Tiémoko", "تيموكو"), ("Drissa", "إدريسا"), ("Sékou", "سيكو"), ("Cheick", "الشيخ"), ("Oumar", "عمر"),
    ("Abdelkader", "عبد القادر"), ("Nabil", "نبيل"), ("Said", "سعيد"), ("Anas", "أنس"), ("Zakaria", "زكرياء"),
    ("Halidou", "خالدو"), ("Maman", "مامان"), ("Mahamadou", "محمدو"), ("Harouna", "هارون"), ("Inoussa", "يونس"),
    ("Tidiane", "التجاني"), ("Alassane", "الحسن"), ("Housseini", "الحسيني"), ("Almoustapha", "المصطفى"), ("Ghali", "غالي"),
)
WOMEN: tuple[tuple[str, str], ...] = (
    ("Fatoumata", "فاطمة"), ("Aïssata", "عائشة"), ("Mariam", "مريم"), ("Kadiatou", "خديجة"), ("Aminata", "آمنة"),
    ("Oumou", "أم"), ("Rokia", "رقية"), ("Hawa", "حواء"), ("Salimata", "سليمة"), ("Zeinabou", "زينب"),
    ("Halima", "حليمة"), ("Safiatou", "صفية"), ("Rahinatou", "رحينة"), ("Nadia", "نادية"), ("Samira", "سميرة"),
    ("Khadija", "خديجة"), ("Latifa", "لطيفة"), ("Souad", "سعاد"), ("Hafsatou", "حفصة"), ("Ramatou", "رحمة"),
)
FAMILIES: dict[str, tuple[tuple[str, str], ...]] = {
    "ML": (
        ("Traoré", "تراوري"), ("Coulibaly", "كوليبالي"), ("Keïta", "كيتا"), ("Diarra", "ديارا"), ("Koné", "كوني"),
        ("Sidibé", "سيديبي"), ("Touré", "توري"), ("Maïga", "ميغا"), ("Dembélé", "ديمبيلي"), ("Sangaré", "سانغاري"),
        ("Diallo", "ديالو"), ("Cissé", "سيسي"), ("Doumbia", "دومبيا"), ("Sissoko", "سيسوكو"), ("Bagayoko", "باغايوكو"),
        ("Ag Alhassane", "أغ الحسن"), ("Ag Mohamed", "أغ محمد"), ("Ag Hamma", "أغ حما"), ("Ould Sidi", "ولد سيدي"),
        ("Haïdara", "حيدرة"), ("Kanté", "كانتي"), ("Tounkara", "تونكارا"), ("Samaké", "ساماكي"), ("Fofana", "فوفانا"),
    ),
    "BF": (
        ("Ouédraogo", "ويدراوغو"), ("Sawadogo", "ساوادوغو"), ("Kaboré", "كابوري"), ("Zongo", "زونغو"), ("Compaoré", "كومباوري"),
        ("Tiendrébéogo", "تيندريبيوغو"), ("Ilboudo", "إلبودو"), ("Barry", "باري"), ("Sanou", "سانو"), ("Kafando", "كافاندو"),
        ("Nikiéma", "نيكيما"), ("Zida", "زيدا"), ("Tapsoba", "تابسوبا"), ("Ouattara", "واتارا"), ("Somé", "سومي"),
        ("Dicko", "ديكو"), ("Yaméogo", "ياميوغو"), ("Bationo", "باتيونو"), ("Lompo", "لومبو"), ("Thiombiano", "تيومبيانو"),
    ),
    "NE": (
        ("Issoufou", "إيسوفو"), ("Hamani", "حماني"), ("Seyni", "سيني"), ("Garba", "غربا"), ("Abdou", "عبدو"),
        ("Mahamane", "محمان"), ("Salifou", "ساليفو"), ("Ousmane", "عثمان"), ("Boureima", "بريما"), ("Djibo", "جيبو"),
        ("Adamou", "آدمو"), ("Moumouni", "مؤمني"), ("Tankari", "تانكاري"), ("Kadri", "قادري"), ("Alzouma", "الزوما"),
        ("Ag Boula", "أغ بولا"), ("Oumarou", "عمرو"), ("Saley", "صالح"), ("Yacouba", "يعقوب"), ("Zakari", "زكري"),
    ),
    "MA": (
        ("El Idrissi", "الإدريسي"), ("Benali", "بن علي"), ("El Amrani", "العمراني"), ("Bennani", "بناني"), ("Tazi", "التازي"),
        ("El Alaoui", "العلوي"), ("Chraïbi", "الشرايبي"), ("Berrada", "برادة"), ("El Fassi", "الفاسي"), ("Lahlou", "لحلو"),
        ("Ouazzani", "الوزاني"), ("Bouazza", "بوعزة"), ("El Mansouri", "المنصوري"), ("Zerouali", "الزروالي"), ("Naciri", "الناصري"),
        ("El Khattabi", "الخطابي"), ("Skalli", "السقلي"), ("Benjelloun", "بنجلون"), ("Rhazi", "الغازي"), ("Sebti", "السبتي"),
        ("Sahraoui", "الصحراوي"), ("Filali", "الفيلالي"), ("Tahiri", "الطاهري"),
    ),
}
PHONE_PREFIX = {"ML": "+2237", "BF": "+2267", "NE": "+2279", "MA": "+2126"}
CITIES = {
    "ML": ("Bamako", "Kayes", "Ségou", "Gao", "Mopti"),
    "BF": ("Ouagadougou", "Bobo-Dioulasso", "Koudougou", "Dori"),
    "NE": ("Niamey", "Agadez", "Tahoua", "Zinder"),
    "MA": ("Casablanca", "Tanger", "Oujda", "Marrakech"),
}
