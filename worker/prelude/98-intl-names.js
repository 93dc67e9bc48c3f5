// SPDX-License-Identifier: Apache-2.0
// Intl.DisplayNames and Intl.Locale: names in English of what programs meet; a
// code that is not here stands for itself, as the standard lets it.
'use strict';
var rt = native.rt, Intl = global.Intl, isObject = rt.isObject;
var D = native.hidden('display names'), L = native.hidden('locale');
var REGIONS = 'AD:Andorra|AE:United Arab Emirates|AF:Afghanistan|AL:Albania|' +
	'AM:Armenia|AO:Angola|AQ:Antarctica|AR:Argentina|AT:Austria|AU:Australia|' +
	'AZ:Azerbaijan|BA:Bosnia & Herzegovina|BB:Barbados|BD:Bangladesh|' +
	'BE:Belgium|BF:Burkina Faso|BG:Bulgaria|BH:Bahrain|BI:Burundi|BJ:Benin|' +
	'BM:Bermuda|BN:Brunei|BO:Bolivia|BR:Brazil|BS:Bahamas|BT:Bhutan|' +
	'BW:Botswana|BY:Belarus|BZ:Belize|CA:Canada|CD:Congo - Kinshasa|' +
	'CF:Central African Republic|CG:Congo - Brazzaville|CH:Switzerland|' +
	'CI:C\u00f4te d\u2019Ivoire|CL:Chile|CM:Cameroon|CN:China|CO:Colombia|' +
	'CR:Costa Rica|CU:Cuba|CV:Cape Verde|CY:Cyprus|CZ:Czechia|DE:Germany|' +
	'DJ:Djibouti|DK:Denmark|DM:Dominica|DO:Dominican Republic|DZ:Algeria|' +
	'EC:Ecuador|EE:Estonia|EG:Egypt|ER:Eritrea|ES:Spain|ET:Ethiopia|' +
	'EU:European Union|FI:Finland|FJ:Fiji|FR:France|GA:Gabon|' +
	'GB:United Kingdom|GE:Georgia|GH:Ghana|GI:Gibraltar|GL:Greenland|' +
	'GM:Gambia|GN:Guinea|GQ:Equatorial Guinea|GR:Greece|GT:Guatemala|' +
	'GY:Guyana|HK:Hong Kong SAR China|HN:Honduras|HR:Croatia|HT:Haiti|' +
	'HU:Hungary|ID:Indonesia|IE:Ireland|IL:Israel|IM:Isle of Man|IN:India|' +
	'IQ:Iraq|IR:Iran|IS:Iceland|IT:Italy|JE:Jersey|JM:Jamaica|JO:Jordan|' +
	'JP:Japan|KE:Kenya|KG:Kyrgyzstan|KH:Cambodia|KP:North Korea|' +
	'KR:South Korea|KW:Kuwait|KZ:Kazakhstan|LA:Laos|LB:Lebanon|' +
	'LI:Liechtenstein|LK:Sri Lanka|LR:Liberia|LS:Lesotho|LT:Lithuania|' +
	'LU:Luxembourg|LV:Latvia|LY:Libya|MA:Morocco|MC:Monaco|MD:Moldova|' +
	'ME:Montenegro|MG:Madagascar|MK:North Macedonia|ML:Mali|' +
	'MM:Myanmar (Burma)|MN:Mongolia|MO:Macao SAR China|MR:Mauritania|' +
	'MT:Malta|MU:Mauritius|MV:Maldives|MW:Malawi|MX:Mexico|MY:Malaysia|' +
	'MZ:Mozambique|NA:Namibia|NE:Niger|NG:Nigeria|NI:Nicaragua|' +
	'NL:Netherlands|NO:Norway|NP:Nepal|NZ:New Zealand|OM:Oman|PA:Panama|' +
	'PE:Peru|PG:Papua New Guinea|PH:Philippines|PK:Pakistan|PL:Poland|' +
	'PR:Puerto Rico|PS:Palestinian Territories|PT:Portugal|PY:Paraguay|' +
	'QA:Qatar|RO:Romania|RS:Serbia|RU:Russia|RW:Rwanda|SA:Saudi Arabia|' +
	'SC:Seychelles|SD:Sudan|SE:Sweden|SG:Singapore|SI:Slovenia|SK:Slovakia|' +
	'SL:Sierra Leone|SM:San Marino|SN:Senegal|SO:Somalia|SR:Suriname|' +
	'SS:South Sudan|SV:El Salvador|SY:Syria|SZ:Eswatini|TD:Chad|TG:Togo|' +
	'TH:Thailand|TJ:Tajikistan|TL:Timor-Leste|TM:Turkmenistan|TN:Tunisia|' +
	'TR:T\u00fcrkiye|TT:Trinidad & Tobago|TW:Taiwan|TZ:Tanzania|UA:Ukraine|' +
	'UG:Uganda|UN:United Nations|US:United States|UY:Uruguay|UZ:Uzbekistan|' +
	'VA:Vatican City|VE:Venezuela|VN:Vietnam|XK:Kosovo|YE:Yemen|' +
	'ZA:South Africa|ZM:Zambia|ZW:Zimbabwe|ZZ:Unknown Region|001:world|' +
	'002:Africa|009:Oceania|019:Americas|142:Asia|150:Europe|' +
	'419:Latin America';
var SHORT_REGIONS = 'GB:UK|US:US|HK:Hong Kong|MO:Macao|PS:Palestine|UN:UN|' +
	'BA:Bosnia|MM:Myanmar';
var LANGUAGES = 'af:Afrikaans|am:Amharic|ar:Arabic|as:Assamese|' +
	'az:Azerbaijani|be:Belarusian|bg:Bulgarian|bn:Bangla|bo:Tibetan|' +
	'bs:Bosnian|ca:Catalan|cs:Czech|cy:Welsh|da:Danish|de:German|el:Greek|' +
	'en:English|eo:Esperanto|es:Spanish|et:Estonian|eu:Basque|fa:Persian|' +
	'fi:Finnish|fil:Filipino|fo:Faroese|fr:French|ga:Irish|' +
	'gd:Scottish Gaelic|gl:Galician|gu:Gujarati|ha:Hausa|haw:Hawaiian|' +
	'he:Hebrew|hi:Hindi|hr:Croatian|ht:Haitian Creole|hu:Hungarian|' +
	'hy:Armenian|id:Indonesian|ig:Igbo|is:Icelandic|it:Italian|ja:Japanese|' +
	'jv:Javanese|ka:Georgian|kk:Kazakh|km:Khmer|kn:Kannada|ko:Korean|' +
	'ku:Kurdish|ky:Kyrgyz|la:Latin|lb:Luxembourgish|lo:Lao|lt:Lithuanian|' +
	'lv:Latvian|mg:Malagasy|mi:M\u0101ori|mk:Macedonian|ml:Malayalam|' +
	'mn:Mongolian|mr:Marathi|ms:Malay|mt:Maltese|my:Burmese|' +
	'nb:Norwegian Bokm\u00e5l|ne:Nepali|nl:Dutch|nn:Norwegian Nynorsk|' +
	'no:Norwegian|or:Odia|pa:Punjabi|pl:Polish|ps:Pashto|pt:Portuguese|' +
	'rm:Romansh|ro:Romanian|ru:Russian|rw:Kinyarwanda|sa:Sanskrit|sd:Sindhi|' +
	'si:Sinhala|sk:Slovak|sl:Slovenian|sm:Samoan|sn:Shona|so:Somali|' +
	'sq:Albanian|sr:Serbian|su:Sundanese|sv:Swedish|sw:Swahili|ta:Tamil|' +
	'te:Telugu|tg:Tajik|th:Thai|ti:Tigrinya|tk:Turkmen|tr:Turkish|tt:Tatar|' +
	'ug:Uyghur|uk:Ukrainian|und:root|ur:Urdu|uz:Uzbek|' +
	'vi:Vietnamese|xh:Xhosa|yi:Yiddish|yo:Yoruba|yue:Cantonese|zh:Chinese|' +
	'zu:Zulu';
var DIALECTS = 'en-US:American English|en-GB:British English|' +
	'en-AU:Australian English|en-CA:Canadian English|' +
	'zh-Hans:Simplified Chinese|zh-Hant:Traditional Chinese|' +
	'pt-BR:Brazilian Portuguese|pt-PT:European Portuguese|' +
	'fr-CA:Canadian French|fr-CH:Swiss French|de-AT:Austrian German|' +
	'de-CH:Swiss High German|es-ES:European Spanish|es-MX:Mexican Spanish|' +
	'es-419:Latin American Spanish';
var CURRENCIES = 'AED:United Arab Emirates Dirham|ARS:Argentine Peso|' +
	'AUD:Australian Dollar|BDT:Bangladeshi Taka|BGN:Bulgarian Lev|' +
	'BHD:Bahraini Dinar|BRL:Brazilian Real|CAD:Canadian Dollar|' +
	'CHF:Swiss Franc|CLP:Chilean Peso|CNY:Chinese Yuan|COP:Colombian Peso|' +
	'CZK:Czech Koruna|DKK:Danish Krone|EGP:Egyptian Pound|EUR:Euro|' +
	'GBP:British Pound|GHS:Ghanaian Cedi|HKD:Hong Kong Dollar|' +
	'HUF:Hungarian Forint|IDR:Indonesian Rupiah|ILS:Israeli New Shekel|' +
	'INR:Indian Rupee|ISK:Icelandic Kr\u00f3na|JOD:Jordanian Dinar|' +
	'JPY:Japanese Yen|KES:Kenyan Shilling|KRW:South Korean Won|' +
	'KWD:Kuwaiti Dinar|KZT:Kazakhstani Tenge|LKR:Sri Lankan Rupee|' +
	'MAD:Moroccan Dirham|MXN:Mexican Peso|MYR:Malaysian Ringgit|' +
	'NGN:Nigerian Naira|NOK:Norwegian Krone|NZD:New Zealand Dollar|' +
	'OMR:Omani Rial|PEN:Peruvian Sol|PHP:Philippine Peso|' +
	'PKR:Pakistani Rupee|PLN:Polish Zloty|QAR:Qatari Riyal|' +
	'RON:Romanian Leu|RSD:Serbian Dinar|RUB:Russian Ruble|SAR:Saudi Riyal|' +
	'SEK:Swedish Krona|SGD:Singapore Dollar|THB:Thai Baht|' +
	'TND:Tunisian Dinar|TRY:Turkish Lira|TWD:New Taiwan Dollar|' +
	'UAH:Ukrainian Hryvnia|USD:US Dollar|UYU:Uruguayan Peso|' +
	'VND:Vietnamese Dong|XAF:Central African CFA Franc|' +
	'XOF:West African CFA Franc|ZAR:South African Rand';
var SCRIPTS = 'Arab:Arabic|Armn:Armenian|Beng:Bangla|Bopo:Bopomofo|' +
	'Brai:Braille|Cher:Cherokee|Copt:Coptic|Cyrl:Cyrillic|Deva:Devanagari|' +
	'Ethi:Ethiopic|Geor:Georgian|Grek:Greek|Gujr:Gujarati|Guru:Gurmukhi|' +
	'Hang:Hangul|Hani:Han|Hans:Simplified|Hant:Traditional|' +
	'Hebr:Hebrew|Hira:Hiragana|Jpan:Japanese|Kana:Katakana|Khmr:Khmer|' +
	'Knda:Kannada|Kore:Korean|Laoo:Lao|Latn:Latin|Mlym:Malayalam|' +
	'Mong:Mongolian|Mymr:Myanmar|Orya:Odia|Sinh:Sinhala|Taml:Tamil|' +
	'Telu:Telugu|Thaa:Thaana|Thai:Thai|Tibt:Tibetan|Zyyy:Common|' +
	'Zzzz:Unknown Script';
var FIELDS = 'era:era|year:year|quarter:quarter|month:month|weekOfYear:week|' +
	'weekday:day of the week|day:day|dayPeriod:AM/PM|hour:hour|' +
	'minute:minute|second:second|timeZoneName:time zone';
var CALENDARS = 'gregory:Gregorian Calendar|iso8601:Gregorian Calendar (Year ' +
	'First)|buddhist:Buddhist Calendar|chinese:Chinese Calendar|' +
	'coptic:Coptic Calendar|ethiopic:Ethiopic Calendar|hebrew:Hebrew ' +
	'Calendar|indian:Indian National Calendar|japanese:Japanese Calendar|' +
	'persian:Persian Calendar|roc:Minguo Calendar';
// Read when one is first asked for.
var made = new Map();
function names(text) {
	var m = made.get(text);
	if (m === undefined) {
		m = new Map();
		text.split('|').forEach(function (x) {
			var at = x.indexOf(':');
			m.set(x.slice(0, at), x.slice(at + 1));
		});
		made.set(text, m);
	}
	return m;
}

function need(o, key, name) {
	if (!isObject(o) || o[key] === undefined)
		throw new TypeError('this is no Intl.' + name);
	return o[key];
}
function pick(o, key, values, missing, name) {
	var v = o[key];
	if (v === undefined) return missing;
	v = String(v);
	if (values.indexOf(v) < 0)
		throw new RangeError('Value ' + v + ' out of range for Intl.' + name +
		    ' options property ' + key);
	return v;
}
function refuse() { throw new RangeError('invalid_argument'); }
var TAG = /^([a-z]{2,3}|[a-z]{5,8})(?:-([a-z]{4}))?(?:-([a-z]{2}|\d{3}))?((?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*)((?:-[a-z\d](?:-[a-z\d]{2,8})+)*)$/i;
function title(s) { return s && s[0].toUpperCase() + s.slice(1).toLowerCase(); }
function parse(tag) {
	var m = TAG.exec(tag);
	return m && { language: m[1].toLowerCase(), script: title(m[2]),
		region: m[3] && m[3].toUpperCase(), variants: m[4].toLowerCase(),
		rest: m[5].toLowerCase() };
}
function base(t) {
	return t.language + (t.script ? '-' + t.script : '') +
	    (t.region ? '-' + t.region : '') + t.variants;
}
function language(tag, r) {
	var t = parse(tag), d, parts = [], name, key;
	if (!t) refuse();
	if (r.languageDisplay === 'dialect') {
		d = names(DIALECTS);
		if (r.style !== 'long' && t.region && d.has(base(t)) &&
		    /^(GB|US)$/.test(t.region))
			return (t.region === 'GB' ? 'UK' : 'US') + ' English';
		key = t.language + '-' + (t.script || t.region);
		name = d.get(base(t)) || (t.script && !t.region && d.get(key));
		if (name) return name;
	}
	name = names(LANGUAGES).get(t.language);
	if (name === undefined && base(t) === t.language) return undefined;
	if (t.script) parts.push(names(SCRIPTS).get(t.script) === undefined ?
	    t.script : names(SCRIPTS).get(t.script));
	if (t.region) parts.push(names(REGIONS).get(t.region) || t.region);
	return (name || t.language) + (parts.length ? ' (' + parts.join(', ') + ')'
	    : '');
}
function DisplayNames(locales, options) {
	var r;
	if (new.target === undefined)
		throw new TypeError("Constructor Intl.DisplayNames requires 'new'");
	native.locale(locales);
	if (!isObject(options)) throw new TypeError('invalid_argument');
	r = this[D] = { locale: 'en-US', style: pick(options, 'style', ['narrow',
	    'short', 'long'], 'long', 'DisplayNames') };
	r.type = pick(options, 'type', ['language', 'region', 'script', 'currency',
	    'calendar', 'dateTimeField'], undefined, 'DisplayNames');
	if (r.type === undefined) throw new TypeError('invalid_argument');
	r.fallback = pick(options, 'fallback', ['code', 'none'], 'code',
	    'DisplayNames');
	if (r.type === 'language')
		r.languageDisplay = pick(options, 'languageDisplay', ['dialect',
		    'standard'], 'dialect', 'DisplayNames');
}
function nameOf(code, r) {
	switch (r.type) {
	case 'language': return language(code, r);
	case 'region':
		if (!/^([a-z]{2}|\d{3})$/i.test(code)) refuse();
		code = code.toUpperCase();
		return (r.style !== 'long' && names(SHORT_REGIONS).get(code)) ||
		    names(REGIONS).get(code);
	case 'script':
		if (!/^[a-z]{4}$/i.test(code)) refuse();
		return names(SCRIPTS).get(title(code));
	case 'currency':
		if (!/^[a-z]{3}$/i.test(code)) refuse();
		return names(CURRENCIES).get(code.toUpperCase());
	case 'calendar':
		if (!/^[a-z\d]{3,8}(-[a-z\d]{3,8})*$/i.test(code)) refuse();
		return names(CALENDARS).get(code.toLowerCase());
	}
	if (!names(FIELDS).has(code)) refuse();
	return names(FIELDS).get(code);
}
// A code that has no name is given back as the standard spells it.
function spelled(code, r) {
	var t;
	switch (r.type) {
	case 'language':
		t = parse(code);
		return base(t) + t.rest;
	case 'script': return title(code);
	case 'region': case 'currency': return code.toUpperCase();
	}
	return code;
}
rt.def(DisplayNames.prototype, {
	of(code) {
		var r = need(this, D, 'DisplayNames'), name;
		code = String(code);
		name = nameOf(code, r);
		return name !== undefined ? name : r.fallback === 'none' ? undefined :
		    spelled(code, r);
	},
	resolvedOptions() {
		return Object.assign({}, need(this, D, 'DisplayNames'));
	}
});
rt.put(Intl, 'DisplayNames', DisplayNames);
native.supportedLocales(DisplayNames);

// The likely script and region of the languages people meet; others have Latn.
var LIKELY = 'en:Latn-US|de:Latn-DE|fr:Latn-FR|es:Latn-ES|it:Latn-IT|' +
	'pt:Latn-BR|nl:Latn-NL|sv:Latn-SE|da:Latn-DK|nb:Latn-NO|no:Latn-NO|' +
	'fi:Latn-FI|pl:Latn-PL|cs:Latn-CZ|sk:Latn-SK|hu:Latn-HU|ro:Latn-RO|' +
	'tr:Latn-TR|vi:Latn-VN|id:Latn-ID|ms:Latn-MY|ru:Cyrl-RU|uk:Cyrl-UA|' +
	'bg:Cyrl-BG|sr:Cyrl-RS|el:Grek-GR|he:Hebr-IL|ar:Arab-EG|fa:Arab-IR|' +
	'ur:Arab-PK|hi:Deva-IN|bn:Beng-BD|ta:Taml-IN|te:Telu-IN|th:Thai-TH|' +
	'zh:Hans-CN|ja:Jpan-JP|ko:Kore-KR|ca:Latn-ES|hr:Latn-HR|et:Latn-EE|' +
	'lv:Latn-LV|lt:Latn-LT|sl:Latn-SI|ka:Geor-GE|hy:Armn-AM|und:Latn-US';
function likely(t) {
	var x = t.language === 'zh' && (/^(TW|HK|MO)$/.test(t.region) ||
	    t.script === 'Hant') ? 'Hant-TW' : names(LIKELY).get(t.language);
	return x && x.split('-');
}
function full(t) {
	var x = likely(t);
	return Object.assign({}, t, x && { script: t.script || x[0],
		region: t.region || x[1] });
}
var KEYS = { ca: 'calendar', co: 'collation', hc: 'hourCycle',
	kf: 'caseFirst', kn: 'numeric', nu: 'numberingSystem' };
function extensions(rest) {
	var m = /-u((?:-[a-z\d]{2,8})+)/.exec(rest), out = {}, key;
	(m ? m[1].slice(1).split('-') : []).forEach(function (x) {
		if (x.length === 2) out[key = x] = '';
		else if (key) out[key] += (out[key] ? '-' : '') + x;
	});
	return out;
}
function Locale(tag, options) {
	var t, o;
	if (new.target === undefined)
		throw new TypeError("Constructor Intl.Locale requires 'new'");
	if (typeof tag !== 'string' && !isObject(tag))
		throw new TypeError('First argument to Intl.Locale constructor can\'t ' +
		    'be empty or missing');
	t = parse(String(tag));
	if (!t) throw new RangeError('Incorrect locale information provided');
	o = options === undefined ? {} : Object(options);
	['language', 'script', 'region'].forEach(function (k) {
		var x;
		if (o[k] === undefined) return;
		x = parse(k === 'language' ? String(o[k]) : 'en-' + o[k]);
		if (!x || x[k] === undefined)
			throw new RangeError('Incorrect locale information provided');
		t[k] = x[k];
	});
	t.u = extensions(t.rest);
	Object.keys(KEYS).forEach(function (k) {
		var v = o[KEYS[k]];
		if (v === undefined) return;
		t.u[k] = k === 'kn' ? (v ? '' : 'false') : String(v);
	});
	this[L] = t;
}
function text(t) {
	var u = Object.keys(t.u).sort().map(function (k) {
		return '-' + k + (t.u[k] && t.u[k] !== 'true' ? '-' + t.u[k] : '');
	}).join('');
	return base(t) + (u ? '-u' + u : '');
}
rt.def(Locale.prototype, {
	toString() { return text(need(this, L, 'Locale')); },
	maximize() {
		return new Locale(text(full(need(this, L, 'Locale'))));
	},
	// The shortest that means the same.
	minimize() {
		var t = full(need(this, L, 'Locale')), all = base(t), i, o;
		for (i = 0; i < 3; i++) {
			o = Object.assign({}, t, i !== 1 && { region: undefined },
			    i !== 2 && { script: undefined });
			if (base(full(o)) === all) return new Locale(text(o));
		}
		return new Locale(text(t));
	}
});
['language', 'script', 'region'].forEach(function (k) {
	rt.getter(Locale.prototype, k, function () {
		return need(this, L, 'Locale')[k];
	});
});
rt.getter(Locale.prototype, 'baseName', function () {
	return base(need(this, L, 'Locale'));
});
Object.keys(KEYS).forEach(function (k) {
	rt.getter(Locale.prototype, KEYS[k], function () {
		var v = need(this, L, 'Locale').u[k];
		return k === 'kn' ? v === '' || v === 'true' : v;
	});
});
rt.put(Intl, 'Locale', Locale);

var VALUES = { calendar: CALENDARS, currency: CURRENCIES };
rt.def(Intl, { supportedValuesOf(key) {
	key = String(key);
	if (VALUES[key]) return Array.from(names(VALUES[key]).keys()).sort();
	switch (key) {
	case 'collation': return ['default'];
	case 'numberingSystem': return ['latn'];
	case 'timeZone': return native.zoneNames ? native.zoneNames() : ['UTC'];
	case 'unit': return native.unitNames.slice().sort();
	}
	throw new RangeError('Invalid key : ' + key);
} });
