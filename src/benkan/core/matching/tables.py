"""Generated from resources/names by resources/build_names.py: do not edit, change the sources and run it."""

# ruff: noqa
# fmt: off
from __future__ import annotations

ARTICLES: frozenset[str] = frozenset({
    'ach', 'ad', 'al', 'an', 'ar', 'as', 'ash', 'at', 'az', 'ech', 'ed', 'el', 'en', 'er', 'es', 'et', 'ez', 'il',
    'ud', 'ul', 'ur', 'us', 'ال',
})

PARTICLES: frozenset[str] = frozenset({
    'ach', 'ad', 'ag', 'agg', 'agh', 'aka', 'al', 'alias', 'an', 'ar', 'as', 'ash', 'at', 'az', 'ben', 'bent', 'bin',
    'bint', 'binte', 'binti', 'bn', 'called', 'da', 'de', 'der', 'des', 'di', 'dit', 'dite', 'do', 'dos', 'du',
    'ech', 'ed', 'el', 'en', 'ep', 'epouse', 'epse', 'er', 'es', 'et', 'ez', 'fils', 'ibn', 'il', 'la', 'le', 'les',
    'ment', 'mint', 'nee', 'oglu', 'oualet', 'oul', 'ould', 'ud', 'ul', 'uld', 'ur', 'us', 'van', 'veuve', 'von',
    'vve', 'wald', 'walet', 'wallet', 'weld', 'wld', 'wuld', 'y', 'ابن', 'اغ', 'ال', 'المدعو', 'المعروف', 'بن',
    'بنت', 'غ', 'منت', 'ولد',
})

TITLES: frozenset[str] = frozenset({
    'adjudant', 'admiral', 'alhadj', 'alhadji', 'alhaji', 'amiral', 'ayatollah', 'brig', 'brigadier', 'capitaine',
    'capt', 'captain', 'cdt', 'chef', 'cheick', 'cheickh', 'cheik', 'cheikh', 'cheikhna', 'chief', 'col', 'colonel',
    'commandant', 'cpt', 'docteur', 'doctor', 'dr', 'el', 'elhadj', 'elhadji', 'emir', 'eng', 'engineer', 'gal',
    'gen', 'general', 'hadj', 'hadja', 'hadji', 'haj', 'haji', 'hajj', 'hajja', 'hajji', 'hojatoleslam', 'hon',
    'honorable', 'imam', 'jr', 'ladji', 'lieutenant', 'lt', 'madame', 'maitre', 'major', 'marechal', 'marshal',
    'maulana', 'maulavi', 'maulawi', 'mawlana', 'mawlawi', 'me', 'minister', 'ministre', 'mlle', 'mme', 'mollah',
    'monsieur', 'mr', 'mrs', 'ms', 'mulla', 'mullah', 'president', 'prince', 'princess', 'prof', 'professeur',
    'qari', 'senior', 'sergeant', 'sergent', 'shaikh', 'shaykh', 'sheik', 'sheikh', 'ustad', 'ustaz', 'الاستاذ',
    'الامام', 'الامير', 'الحاج', 'الحاجه', 'الدكتور', 'الرايد', 'الرييس', 'السيد', 'السيده', 'الشيخ', 'العقيد',
    'العميد', 'الفريق', 'اللوا', 'الملا', 'الملازم', 'المهندس', 'النقيب', 'حاج', 'دكتور', 'سيد', 'شيخ', 'ملا',
    'مولوي',
})

ABD: frozenset[str] = frozenset({
    'abd', 'abdal', 'abdar', 'abdel', 'abdelal', 'abden', 'abder', 'abdes', 'abdil', 'abdol', 'abdool', 'abdou',
    'abdoul', 'abdour', 'abdu', 'abdul', 'abdun', 'abdur', 'abdus', 'عبد', 'عبدال',
})

ABD_ALONE: frozenset[str] = frozenset({
    'abdou', 'abdoul', 'abdu', 'abdul',
})

ABU: frozenset[str] = frozenset({
    'aba', 'abi', 'abil', 'abo', 'abou', 'aboul', 'abu', 'abul', 'bou', 'ابا', 'ابو', 'ابي', 'بو',
})

DIN: frozenset[str] = frozenset({
    'addin', 'addine', 'aldeen', 'aldin', 'dean', 'deen', 'din', 'dine', 'eddeen', 'eddin', 'eddine', 'edin',
    'edine', 'eldin', 'eldine', 'oddin', 'oddine', 'uddeen', 'uddin', 'uddine', 'اددين', 'الدين', 'دين',
})

ALLAH: frozenset[str] = frozenset({
    'alla', 'allah', 'ellah', 'illah', 'lillah', 'llah', 'ollah', 'ulla', 'ullah', 'الله', 'لله',
})

DIVINE: frozenset[str] = frozenset({
    'adim', 'adl', 'ahad', 'ala', 'aleem', 'ali', 'alim', 'amir', 'azeem', 'azeez', 'azim', 'aziz', 'azize', 'bacet',
    'baki', 'baqi', 'bari', 'baset', 'basit', 'basset', 'bassit', 'chafi', 'chakour', 'dhahir', 'djabar', 'djabbar',
    'djalil', 'dramane', 'fatah', 'fateh', 'fattah', 'gader', 'gafar', 'gaffar', 'gafur', 'gani', 'ghaffar',
    'ghafour', 'ghafur', 'ghani', 'hadi', 'hafid', 'hafidh', 'hafiz', 'hak', 'hakam', 'hakeem', 'hakim', 'hakk',
    'haleem', 'halim', 'hameed', 'hamid', 'haq', 'haqq', 'hay', 'hayy', 'ilah', 'ilahi', 'jabar', 'jabbar', 'jalil',
    'jawad', 'kabir', 'kader', 'kadir', 'kadiri', 'kadre', 'kahar', 'kaoui', 'kareem', 'karim', 'karime', 'kawi',
    'kayoum', 'kebir', 'kerim', 'khabir', 'khalek', 'khalik', 'khaliq', 'krim', 'kuddous', 'kuddus', 'lateef',
    'latif', 'latife', 'maalik', 'madjid', 'majeed', 'majid', 'malek', 'malick', 'malik', 'matin', 'mawla', 'medjid',
    'mejid', 'mohcen', 'mohsen', 'momin', 'moneim', 'monem', 'mottalib', 'mouhyi', 'moula', 'moulay', 'moumen',
    'moumin', 'moumine', 'moumni', 'mounim', 'mouttalib', 'muhyi', 'mumin', 'munim', 'muqtadir', 'mutalib', 'nacer',
    'naser', 'nasir', 'nasser', 'nour', 'nur', 'ouadoud', 'ouahab', 'ouahid', 'ouakil', 'ouaret', 'qader', 'qadir',
    'qahar', 'qahhar', 'qawi', 'qayum', 'qayyum', 'quddus', 'rab', 'rabb', 'rachid', 'rachman', 'rahim', 'rahime',
    'rahmaan', 'rahman', 'rahmane', 'ramane', 'rani', 'raoof', 'raouf', 'raqib', 'rashid', 'rauf', 'razak', 'razzag',
    'razzak', 'razzaq', 'rezak', 'sabour', 'sabur', 'salaam', 'salam', 'salem', 'salih', 'samad', 'samed', 'sami',
    'samii', 'satar', 'sattar', 'selam', 'settar', 'shafi', 'shakour', 'shakur', 'slam', 'tawab', 'tawwab', 'wadoud',
    'wadoudou', 'wadud', 'wafi', 'wahab', 'wahhab', 'wahid', 'wakil', 'wares', 'warith', 'wasie', 'zahir', 'احد',
    'اله', 'باري', 'باسط', 'باقي', 'تواب', 'جبار', 'جليل', 'جواد', 'حافظ', 'حفيظ', 'حق', 'حكم', 'حكيم', 'حليم',
    'حميد', 'حي', 'خالق', 'خبير', 'رافع', 'رب', 'رحمان', 'رحمن', 'رحيم', 'رزاق', 'رشيد', 'رقيب', 'رووف', 'ستار',
    'سلام', 'سميع', 'شافي', 'شكور', 'صبور', 'صمد', 'عزيز', 'عظيم', 'علي', 'عليم', 'غفار', 'غفور', 'غني', 'فتاح',
    'قادر', 'قدوس', 'قهار', 'قوي', 'قيوم', 'كبير', 'كريم', 'لطيف', 'ماجد', 'مالك', 'متين', 'مجيد', 'محسن', 'مطلب',
    'مقتدر', 'ملك', 'منعم', 'مولي', 'مومن', 'ناصر', 'نور', 'هادي', 'واحد', 'وارث', 'ودود', 'وكيل', 'وهاب',
})

LEGAL_FORMS: frozenset[str] = frozenset({
    'ab', 'ag', 'and', 'ao', 'as', 'bhd', 'bv', 'cie', 'co', 'compagnie', 'company', 'corp', 'corporation', 'de',
    'des', 'dmcc', 'du', 'et', 'etablissements', 'ets', 'eurl', 'for', 'fzc', 'fzco', 'fze', 'gie', 'gmbh', 'group',
    'groupe', 'holding', 'holdings', 'inc', 'incorporated', 'jsc', 'kg', 'la', 'le', 'les', 'limited', 'llc', 'llp',
    'lp', 'ltd', 'nv', 'oao', 'of', 'ohg', 'ojsc', 'ooo', 'oy', 'pao', 'pjsc', 'plc', 'pour', 'pte', 'pvt', 'sa',
    'sarl', 'sas', 'sasu', 'sau', 'sdn', 'snc', 'societe', 'spa', 'ste', 'suarl', 'the', 'wll', 'zao', 'المحدوده',
    'ذ', 'شركه', 'م', 'مجموعه', 'محدوده', 'مساهمه', 'موسسه', 'و',
})

ADDED: dict[str, tuple[str, ...]] = {
    'fadimata': ('FTM',), 'fanta': ('FTM',), 'fatimata': ('FTM',), 'fatimatou': ('FTM',), 'fatou': ('FTM',),
    'fatoumata': ('FTM',), 'fatoumatou': ('FTM',), 'faty': ('FTM',), 'فاطماتا': ('FTM',), 'فاطمتو': ('FTM',),
}

BITS: dict[str, float] = {
    'MD': 5.0, 'MMD': 5.0, 'TRR': 7.0,
}

WEIGHTS: dict[str, float] = {
    'base': -3.0, 'same_bits': 0.3, 'spelling_bits': 0.25, 'script_bits': 0.28, 'similar_bits': 0.15,
    'conflict_bits': -0.35, 'extra_bits': -0.05, 'one_part': -1.5, 'covered': 0.5, 'complete': 0.5, 'date.same': 4.0,
    'date.swapped': 3.0, 'date.month': 2.0, 'date.year': 1.5, 'date.other-day': -1.0, 'date.near-year': 0.5,
    'date.different': -4.0, 'identifier.document': 8.0, 'identifier.account': 7.0, 'identifier.vin': 9.0,
    'identifier.imo': 9.0, 'identifier.registration': 8.0, 'identifier.wallet': 7.0, 'identifier.email': 6.0,
    'identifier.phone': 5.5, 'identifier.plate': 5.5, 'identifier.other': 4.0, 'identifier.phone-national': 3.0,
    'sex.different': -3.0, 'nationality.shared': 0.3, 'nationality.different': -0.5,
}

UNKNOWN_BITS: tuple[float, ...] = (
    6.0, 7.5, 9.0, 10.5, 12.0, 13.0, 13.5,
)

TABLES_SHA256: str = "4d2c6ddb7033002c52bb9a88e2b572e8dd6646f14d960485ca23ff839b85673f"
