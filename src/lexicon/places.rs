//! The gazetteer: which province, prefecture-level city and county a text names.
//!
//! The names are data (`data/places.tsv`). They are compared folded, so 臺州 and 台州 are one place, and answered in
//! simplified characters; [`Place::in_script`] turns them into the script of a text.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::words::{NO_CITY, NO_COUNTY, PEOPLE, PLACE_SUFFIX};
use crate::text::{Script, fold, fold_char, is_han};

static TABLE: &str = include_str!("../../data/places.tsv");

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| Gazetteer::read(TABLE));

/// A place as the gazetteer has it, or as a text names it where the gazetteer has no such name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Province, autonomous region or municipality, such as `浙江省`.
    pub province: Option<String>,
    /// Prefecture-level city, such as `宁波市`; a municipality is its own city.
    pub city: Option<String>,
    /// County, district or county-level city, such as `江北区`.
    pub county: Option<String>,
}

impl Place {
    /// The place with its names in `script`; where `text` writes a name, in the characters that `text` has.
    ///
    /// A site may convert a character that is ambiguous (台 or 臺), and its own choice is the one to show.
    #[must_use]
    pub fn in_script(&self, script: Script, text: &str) -> Place {
        let chars: Vec<char> = text.chars().collect();
        let folded: Vec<char> = chars.iter().map(|&c| fold_char(c)).collect();
        let own = |name: &String| {
            let wanted: Vec<char> = fold(name).chars().collect();
            match folded.windows(wanted.len()).position(|window| window == wanted) {
                Some(at) => chars[at..at + wanted.len()].iter().collect(),
                None => script.convert(name),
            }
        };
        Place {
            province: self.province.as_ref().map(own),
            city: self.city.as_ref().map(own),
            county: self.county.as_ref().map(own),
        }
    }
}

/// The place that `text` (a title, a name; the first few hundred characters count) is about: the first that it names.
///
/// Full names (寧波市, 江北區) are preferred to bare ones (寧波), which must not be the start of another name
/// (杭州銀行). A county fixes its city, and a city named before it decides between counties of one name (江北區 is in
/// 寧波市 and in 重慶市); what is left open is decided by `near`, the place where the document was issued.
/// Names that the gazetteer lacks are found by their endings at the start of the text.
#[must_use]
pub fn place_of(text: &str, near: Option<&Place>) -> Option<Place> {
    GAZETTEER.place_of(text, near)
}

/// Every name of the gazetteer in simplified characters, with its suffix: provinces, cities, counties.
pub fn place_names() -> impl Iterator<Item = &'static str> {
    rows(TABLE).flat_map(|(province, city, counties)| {
        [province, city].into_iter().chain(counties.split('|')).filter(|name| !name.is_empty())
    })
}

fn rows(table: &str) -> impl Iterator<Item = (&str, &str, &str)> {
    table.lines().filter(|line| !line.starts_with('#')).skip(1).filter_map(|line| {
        let mut cells = line.split('\t');
        Some((cells.next()?, cells.next().unwrap_or(""), cells.next().unwrap_or("")))
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Province,
    City,
    County,
}

/// Whether a name stands with its suffix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// 寧波市.
    Full,
    /// 寧波.
    Bare,
}

/// The longest name of a place that the folded `chars` begin with: characters, and its form.
pub(super) fn name_at(chars: &[char]) -> Option<(usize, Form)> {
    (2..=GAZETTEER.longest.min(chars.len())).rev().find_map(|length| {
        let name: String = chars[..length].iter().collect();
        let entries = GAZETTEER.names.get(&name)?;
        // Bare counties are words of all kinds: 和平, 通道.
        let full = entries.iter().any(|entry| entry.form == Form::Full);
        let bare = entries.iter().any(|entry| entry.form == Form::Bare && entry.level != Level::County);
        match (full, bare) {
            (true, _) => Some((length, Form::Full)),
            (false, true) => Some((length, Form::Bare)),
            (false, false) if length == 2 => entries.first().map(|_| (length, Form::Bare)),
            (false, false) => None,
        }
    })
}

/// The length of the longest name of a place that the folded `chars` end with, 0 for none; bare names of cities count
/// (麗水銀保監分局), bare names of counties do not.
pub(super) fn name_before(chars: &[char]) -> usize {
    (2..=GAZETTEER.longest.min(chars.len()))
        .rev()
        .find(|&length| {
            let name: String = chars[chars.len() - length..].iter().collect();
            GAZETTEER.names.get(&name).is_some_and(|entries| {
                entries.iter().any(|entry| entry.form == Form::Full || entry.level != Level::County)
            })
        })
        .unwrap_or(0)
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    level: Level,
    form: Form,
    province: &'static str,
    city: &'static str,
    county: &'static str,
}

/// A name found in a text; `start..end` in characters.
struct Mention<'g> {
    start: usize,
    end: usize,
    form: Form,
    entries: Vec<&'g Entry>,
}

impl<'g> Mention<'g> {
    fn of(&self, level: Level) -> impl Iterator<Item = &'g Entry> {
        self.entries.iter().copied().filter(move |entry| entry.level == level)
    }

    fn has(&self, level: Level) -> bool {
        self.of(level).next().is_some()
    }
}

struct Gazetteer {
    /// Folded names, with and without their suffix.
    names: HashMap<String, Vec<Entry>>,
    /// Characters of the longest name.
    longest: usize,
}

/// How far into a text a place is looked for, in characters.
const HORIZON: usize = 400;

impl Gazetteer {
    fn read(table: &'static str) -> Gazetteer {
        let mut names: HashMap<String, Vec<Entry>> = HashMap::new();
        let mut add = |name: &str, entry: Entry| {
            let list = names.entry(fold(name)).or_default();
            let known = |e: &Entry| {
                (e.level, e.province, e.city, e.county) == { (entry.level, entry.province, entry.city, entry.county) }
            };
            if !list.iter().any(known) {
                list.push(entry);
            }
        };
        for (province, city, counties) in rows(table) {
            let mut both = |name: &'static str, level: Level, county: &'static str| {
                let full = Entry { level, form: Form::Full, province, city, county };
                add(name, full);
                if let Some(bare) = bare(name) {
                    add(bare, Entry { form: Form::Bare, ..full });
                }
            };
            if city.is_empty() && counties.is_empty() {
                both(province, Level::Province, "");
            }
            if !city.is_empty() {
                both(city, Level::City, "");
            }
            // A city without counties stands in their place: 東莞市.
            for county in counties.split('|').filter(|county| !county.is_empty() && *county != city) {
                both(county, Level::County, county);
            }
        }
        let longest = names.keys().map(|name| name.chars().count()).max().unwrap_or(0);
        Gazetteer { names, longest }
    }

    fn place_of(&self, text: &str, near: Option<&Place>) -> Option<Place> {
        let chars: Vec<char> = text.chars().take(HORIZON).map(fold_char).collect();
        let mentions = self.mentions(&chars, near);
        // The first full name leads; a bare one only where it opens the text, or where nothing is named in full.
        let is_local = |m: &&Mention<'_>| m.has(Level::City) || m.has(Level::County);
        let anchor = mentions
            .iter()
            .filter(is_local)
            .find(|m| m.form == Form::Full || m.start == 0)
            .or_else(|| mentions.iter().find(is_local));
        let province = mentions.iter().find_map(|m| m.of(Level::Province).next()).map(|entry| entry.province);
        let Some(anchor) = anchor else {
            if let Some(found) = unlisted(&chars, &mentions) {
                let province = province.map(str::to_owned).or_else(|| near.and_then(|near| near.province.clone()));
                return Some(Place { province, ..found });
            }
            return province.map(|province| Place { province: Some(province.to_owned()), ..Place::default() });
        };
        let place = |entry: &Entry, county: Option<&str>| Place {
            province: Some(entry.province.to_owned()),
            city: (!entry.city.is_empty()).then(|| entry.city.to_owned()),
            county: county.map(str::to_owned),
        };
        if let Some(city) = anchor.of(Level::City).next() {
            let county = mentions
                .iter()
                .flat_map(|m| m.of(Level::County))
                .find(|county| county.city == city.city && county.province == city.province)
                .map(|county| county.county.to_owned())
                .or_else(|| county_after(&chars, anchor.end));
            return Some(place(city, county.as_deref()));
        }
        let candidates: Vec<&Entry> = anchor.of(Level::County).collect();
        let named =
            |entry: &&&Entry| mentions.iter().flat_map(|m| m.of(Level::City)).any(|city| city.city == entry.city);
        let is_near = |part: fn(&Place) -> &Option<String>, name: &str| {
            near.is_some_and(|near| part(near).as_deref().is_some_and(|near| near == name))
        };
        // A province may have two counties of one name; then it decides nothing.
        let only = |is: &dyn Fn(&Entry) -> bool| {
            let mut fitting = candidates.iter().filter(|entry| is(entry));
            fitting.next().filter(|_| fitting.next().is_none())
        };
        let chosen = candidates
            .iter()
            .find(named)
            .or_else(|| candidates.iter().find(|entry| is_near(|p| &p.city, entry.city)))
            .or_else(|| only(&|entry| province == Some(entry.province)))
            .or_else(|| only(&|entry| is_near(|p| &p.province, entry.province)))
            .or_else(|| only(&|_| true));
        match chosen {
            Some(entry) => Some(place(entry, Some(entry.county))),
            // One of several counties of this name: the name is certain, its city is not.
            None => candidates.first().map(|entry| Place {
                province: None,
                city: None,
                county: Some(entry.county.to_owned()),
            }),
        }
    }

    /// The names in `chars` (folded), in the order of the text, without overlap, longest first.
    fn mentions(&self, chars: &[char], near: Option<&Place>) -> Vec<Mention<'_>> {
        let mut mentions: Vec<Mention<'_>> = Vec::new();
        let mut at = 0;
        while at < chars.len() {
            let found = is_han(chars[at]).then(|| {
                let most = self.longest.min(chars.len() - at);
                (2..=most).rev().find_map(|len| {
                    let name: String = chars[at..at + len].iter().collect();
                    let entries: Vec<&Entry> = self
                        .names
                        .get(&name)?
                        .iter()
                        .filter(|entry| self.stands(entry, chars, at, at + len, &mentions, near))
                        .collect();
                    let full = entries.iter().any(|entry| entry.form == Form::Full);
                    let form = if full { Form::Full } else { Form::Bare };
                    (!entries.is_empty()).then_some(Mention { start: at, end: at + len, form, entries })
                })
            });
            match found.flatten() {
                Some(mention) => {
                    at = mention.end;
                    mentions.push(mention);
                }
                None => at += 1,
            }
        }
        mentions
    }

    /// Whether the characters `start..end` are the name of `entry` here, and not a part of other words.
    fn stands(
        &self,
        entry: &Entry,
        chars: &[char],
        start: usize,
        end: usize,
        before: &[Mention<'_>],
        near: Option<&Place>,
    ) -> bool {
        let next: String = chars[end..chars.len().min(end + 2)].iter().collect();
        if entry.form == Form::Full {
            // 杭州市場 is 杭州 + 市場, 江北區域 is 江北 + 區域.
            let glued = match chars[end - 1] {
                '市' => ["场", "值"].iter().any(|word| next.starts_with(word)) && !next.starts_with("场区"),
                '区' => ["域", "块", "别", "间"].iter().any(|word| next.starts_with(word)),
                _ => false,
            };
            return !glued;
        }
        // 杭州銀行 and 浙江大學 name an institution, not the place that a case is about.
        if ["银行", "大学", "学院", "海关", "农商", "医院"].iter().any(|word| next.starts_with(&fold(word)))
        {
            return false;
        }
        let follows = before.last().is_some_and(|last| {
            last.end == start
                && last.entries.iter().any(|e| match entry.level {
                    Level::Province => false,
                    Level::City => e.level == Level::Province && e.province == entry.province,
                    Level::County => e.level != Level::County && e.city == entry.city && e.province == entry.province,
                })
        });
        let here = near.is_some_and(|near| near.province.as_deref() == Some(entry.province));
        match entry.level {
            Level::Province => true,
            Level::City => start == 0 || follows || here,
            Level::County => follows,
        }
    }
}

/// A name without its suffix, when two characters or more are left: 寧波市 → 寧波, 恩施土家族苗族自治州 → 恩施.
fn bare(name: &str) -> Option<&str> {
    let mut stem = PLACE_SUFFIX.iter().find_map(|suffix| name.strip_suffix(suffix))?;
    if name.contains("自治") {
        while let Some(shorter) = PEOPLE.iter().find_map(|people| stem.strip_suffix(people)) {
            if shorter.is_empty() {
                break;
            }
            stem = shorter;
        }
    }
    (stem.chars().count() >= 2).then_some(stem)
}

/// A county that stands directly behind its city and is not in the gazetteer, by its ending; at most five characters.
fn county_after(chars: &[char], at: usize) -> Option<String> {
    let window = &chars[at.min(chars.len())..chars.len().min(at + 5)];
    let end = window.iter().position(|&c| !is_han(c)).unwrap_or(window.len());
    let last = window[..end].iter().position(|c| matches!(c, '县' | '区' | '市' | '旗'))?;
    // 市市場監管局: the second 市 belongs to the next word; so do the last characters of 縣城 and 區域.
    let glued = matches!(
        (window[last], chars.get(at + last + 1)),
        ('市', Some('场' | '值' | '民' | '容' | '政' | '区' | '级' | '域' | '长'))
            | ('县', Some('城' | '域' | '级'))
            | ('区', Some('域' | '块' | '别' | '间'))
            | ('旗', Some('帜' | '舰' | '下'))
    );
    if last < 2 || glued {
        return None;
    }
    let name: String = window[..=last].iter().collect();
    (!NO_COUNTY.iter().chain(NO_CITY).any(|word| name.ends_with(word))).then_some(name)
}

/// A city and a county at the start of the text (or behind its province) that the gazetteer does not have.
fn unlisted(chars: &[char], mentions: &[Mention<'_>]) -> Option<Place> {
    let at = mentions.first().filter(|m| m.start == 0).map_or(0, |m| m.end);
    let window = &chars[at..chars.len().min(at + 5)];
    let end = window.iter().position(|&c| !is_han(c)).unwrap_or(window.len());
    let last = window[..end].iter().position(|&c| c == '市')?;
    let name: String = window[..=last].iter().collect();
    let glued = chars.get(at + last + 1).is_some_and(|&c| matches!(c, '场' | '值'));
    if last < 2 || glued || NO_CITY.iter().any(|word| name.ends_with(word)) {
        return None;
    }
    Some(Place { province: None, city: Some(name), county: county_after(chars, at + last + 1) })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

    use super::*;

    #[track_caller]
    fn check(text: &str, near: Option<&str>, city: &str, county: &str) {
        let near = near.map(|province| Place { province: Some(province.to_owned()), ..Place::default() });
        let place = place_of(text, near.as_ref()).unwrap_or_default();
        let found = (place.city.unwrap_or_default(), place.county.unwrap_or_default());
        assert_eq!((found.0.as_str(), found.1.as_str()), (city, county), "{text}");
    }

    #[test]
    fn parts_of_other_words_are_no_counties() {
        check("宁波市慈城古县城保护条例", None, "宁波市", "");
        check("杭州市富春江区域合作", None, "杭州市", "");
        check("成都市高新区搭建平台", None, "成都市", "高新区");
        check("温州市荣誉市民条例", None, "温州市", "");
        check("深圳经济特区数据条例", None, "深圳市", "");
    }

    #[test]
    fn a_province_with_two_counties_of_one_name_decides_nothing() {
        check("鼓楼区推行改革", Some("江苏省"), "", "鼓楼区");
        check("鼓楼区推行改革", Some("福建省"), "福州市", "鼓楼区");
        check("徐州市鼓楼区推行改革", Some("江苏省"), "徐州市", "鼓楼区");
        check("朝阳区设立专区", Some("吉林省"), "长春市", "朝阳区");
        check("朝阳区设立专区", Some("北京市"), "北京市", "朝阳区");
    }

    #[test]
    fn full_names() {
        check("寧波市江北區首推慈城年糕地理標志產品", None, "宁波市", "江北区");
        check("重庆市江北区首推", None, "重庆市", "江北区");
        check("湖州市吳興區以“知識產權畫像”為創新主體", None, "湖州市", "吴兴区");
        check("臺州市溫嶺市“普惠性”知識產權", None, "台州市", "温岭市");
        check("绍兴市诸暨市落地全省首笔", None, "绍兴市", "诸暨市");
        check("紹興市首創“知微貸”", None, "绍兴市", "");
        check("麗水市市場監管局", None, "丽水市", "");
        check("北京市海淀区人民法院", None, "北京市", "海淀区");
        check("恩施土家族苗族自治州利川市", None, "恩施土家族苗族自治州", "利川市");
    }

    #[test]
    fn counties_find_their_city() {
        check("溫嶺市推出", None, "台州市", "温岭市");
        check("义乌市与杭州市合作", None, "金华市", "义乌市");
        check("江北區推出", Some("浙江省"), "宁波市", "江北区");
        check("江北區推出", Some("重庆市"), "重庆市", "江北区");
        check("江北區推出", None, "", "江北区");
        check("仙桃市推出", None, "", "仙桃市");
    }

    #[test]
    fn bare_names() {
        check("寧波持續創新保險產品", None, "宁波市", "");
        check("宁波江北探索", None, "宁波市", "江北区");
        check("杭州銀行支持溫州市企業", None, "温州市", "");
        check("杭州市场监管局", None, "杭州市", "");
        check("恩施探索", None, "恩施土家族苗族自治州", "");
        check("关于推进城市建设", None, "", "");
        check("全省首推嘉興模式", Some("浙江省"), "嘉兴市", "");
    }

    #[test]
    fn names_that_are_not_listed() {
        check("云陵市松溪区探索", None, "云陵市", "松溪区");
        check("城市社区建设", None, "", "");
        check("示范区建设", None, "", "");
    }

    #[test]
    fn the_text_keeps_its_own_characters() {
        let place = place_of("臺州市溫嶺市", None).unwrap();
        let shown = place.in_script(Script::Hant, "臺州市溫嶺市");
        assert_eq!((shown.city.as_deref(), shown.county.as_deref()), (Some("臺州市"), Some("溫嶺市")));
        let shown = place_of("義烏", Some(&Place { province: Some("浙江省".to_owned()), ..Place::default() }));
        assert!(shown.is_none() || shown.unwrap().county.is_none());
        let shown = place_of("義烏市推出", None).unwrap().in_script(Script::Hant, "義烏市推出");
        assert_eq!(shown.city.as_deref(), Some("金華市"));
    }

    #[test]
    fn scripts() {
        assert_eq!(Script::of("知識產權質押融資"), Script::Hant);
        assert_eq!(Script::of("知识产权质押融资"), Script::Hans);
        assert_eq!(Script::of(""), Script::Hans);
    }

    #[test]
    fn any_text_is_safe() {
        for text in ["", "市", "区区区市市", "a市b", "宁", "\u{0}市场市场", "　宁波市", "浙江省", "浙江省市"]
        {
            let _ = place_of(text, None);
        }
    }

    #[test]
    fn every_name_finds_its_place() {
        let mut cities = 0;
        for (province, city, counties) in rows(TABLE) {
            for county in counties.split('|').filter(|county| !county.is_empty() && *county != city) {
                let near = Place { province: Some(province.to_owned()), city: Some(city.to_owned()), county: None };
                let place = place_of(county, Some(&near)).unwrap();
                assert_eq!(place.county.as_deref(), Some(county), "{province} {city}");
                if !city.is_empty() {
                    assert_eq!(place.city.as_deref(), Some(city), "{county}");
                }
            }
            if !city.is_empty() {
                assert_eq!(place_of(city, None).unwrap().city.as_deref(), Some(city));
                cities += 1;
            }
        }
        assert!(cities > 330, "{cities} cities");
        assert!(place_names().count() > 3_000);
    }
}
