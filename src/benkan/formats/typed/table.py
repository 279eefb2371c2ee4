"""What resources/dates says, written by resources/build_dates.py; do not edit."""

from __future__ import annotations

from typing import Final

DATES: Final = (
    ("1", ("janvier", "janv", "jan", "january", "jany", "ene", "enero", "يناير", "جانفي", "كانون الثاني", "janairu", "zanwuye", "innayer", "janeiro")),
    ("2", ("février", "fevrier", "févr", "fevr", "fév", "fev", "feb", "february", "febrero", "فبراير", "فيفري", "شباط", "fabrairu", "feburuye", "fuwrar", "fevereiro", "febr")),
    ("3", ("mars", "mar", "march", "marzo", "مارس", "آذار", "maris", "marisi", "março")),
    ("4", ("avril", "avr", "av", "apr", "april", "abril", "abr", "أبريل", "إبريل", "أفريل", "نيسان", "afrilu", "awirili", "ibril")),
    ("5", ("mai", "may", "mayo", "ماي", "مايو", "أيار", "mayu", "maio")),
    ("6", ("juin", "june", "jun", "junio", "يونيو", "جوان", "يونيه", "حزيران", "yuni", "zuwen", "yunyu", "junho")),
    ("7", ("juillet", "juil", "july", "jul", "julio", "يوليو", "يوليوز", "جويلية", "يوليه", "تموز", "yuli", "zuluye", "yulyuz", "julho", "juill")),
    ("8", ("août", "aout", "aoû", "aou", "august", "aug", "agosto", "ago", "أغسطس", "غشت", "أوت", "أغشت", "آب", "agusta", "uti", "ghucht")),
    ("9", ("septembre", "sept", "sep", "september", "septiembre", "set", "سبتمبر", "شتنبر", "شتمبر", "أيلول", "satumba", "setanburu", "chutanbir", "setembro")),
    ("10", ("octobre", "oct", "october", "octubre", "أكتوبر", "اكتوبر", "تشرين الأول", "oktoba", "okutoburu", "ktuber", "outubro")),
    ("11", ("novembre", "nov", "november", "noviembre", "نوفمبر", "نونبر", "نوفنبر", "تشرين الثاني", "nuwamba", "nowanburu", "nuwanbir", "novembro")),
    ("12", ("décembre", "decembre", "déc", "dec", "december", "diciembre", "dic", "ديسمبر", "دجنبر", "دجمبر", "كانون الأول", "disamba", "desanburu", "dujanbir", "dezembro")),
    ("beside", ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "lun", "mer", "jeu", "ven", "sam", "dim", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun", "الاثنين", "الإثنين", "اثنين", "الثلاثاء", "ثلاثاء", "الأربعاء", "أربعاء", "الخميس", "خميس", "الجمعة", "جمعة", "السبت", "سبت", "الأحد", "أحد", "يوم", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo", "le", "the", "of", "du", "de", "del", "d", "on", "en", "date", "er", "ere", "eme", "e", "st", "nd", "rd", "th", "في", "بتاريخ", "من", "شهر", "سنة", "عام", "mois", "an", "année", "year", "month", "day", "jour")),
    ("hijri", ("محرم", "صفر", "ربيع", "جمادى", "جمادي", "رجب", "شعبان", "رمضان", "شوال", "ذو", "ذي", "القعدة", "الحجة", "mouharram", "muharram", "safar", "rabi", "rajab", "chaabane", "chaaban", "shaban", "ramadan", "ramadhan", "chawwal", "shawwal", "dhou", "dhul", "hijri", "h", "ه", "هـ", "هجرية", "هجري")),
)
