//! Vietnamese typed in the encodings from before Unicode: TCVN3 (fonts whose names begin with .Vn) and VNI. A file keeps their bytes as
//! Latin letters, so that «Hồ Quang Thử» arrives as «Hå Quang Thö»; nothing in the file says so, only that the words are none.

use unicode_normalization::UnicodeNormalization;

/// The letters of TCVN3 from 0xA1 to 0xFE; 0xB0 to 0xB4 are marks that nobody types by themselves.
const TCVN3: &str = "ĂÂÊÔƠƯĐăâêôơưđẰ\0\0\0\0\0àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵ";

/// VNI: letters that stand for themselves.
const VNI_LETTERS: &[(char, char)] = &[('ô', 'ơ'), ('ö', 'ư'), ('ñ', 'đ'), ('æ', 'ỉ'), ('ó', 'ĩ'), ('ò', 'ị'), ('î', 'ỵ')];

/// VNI: what a letter after a vowel does to it.
const VNI_MARKS: &[(char, &str)] = &[
    ('ù', "\u{301}"),
    ('ø', "\u{300}"),
    ('û', "\u{309}"),
    ('õ', "\u{303}"),
    ('ï', "\u{323}"),
    ('â', "\u{302}"),
    ('á', "\u{302}\u{301}"),
    ('à', "\u{302}\u{300}"),
    ('å', "\u{302}\u{309}"),
    ('ã', "\u{302}\u{303}"),
    ('ä', "\u{302}\u{323}"),
    ('ê', "\u{306}"),
    ('é', "\u{306}\u{301}"),
    ('è', "\u{306}\u{300}"),
    ('ú', "\u{306}\u{309}"),
    ('ü', "\u{306}\u{303}"),
    ('ë', "\u{306}\u{323}"),
];

/// Consonants that a syllable may begin with.
const ONSETS: &str = " b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x ";

/// What may follow them, without the tone.
const RIMES: &str = " a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep et \
    ê êch êm ên ênh êp êt êu i ich im in inh ip it iu ia iêc iêm iên iêng iêp iêt iêu o oc oi om on ong op ot oa oac oach oai oam oan \
    oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet ooc oong ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u uc ui um un ung \
    up ut ua uân uâng uât uây uê uêch uên uênh uêt uêu uơ uôc uôi uôm uôn uông uôt uy uya uych uyên uyêt uyn uynh uyt uyu ư ưc ưi ưm \
    ưng ưt ưu ưa ươc ươi ươm ươn ương ươp ươt ươu y ych ym yn ynh yt yêm yên yêng yêt yêu ";

/// What somebody meant, and how they typed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meant {
    /// Name of the encoding.
    pub encoding: &'static str,
    /// The same in Unicode.
    pub text: String,
}

/// The text in Unicode when it is no Vietnamese as it stands, and is when read as TCVN3 or VNI.
pub fn recognise(text: &str) -> Option<Meant> {
    let foreign = text.chars().any(|c| !c.is_ascii() && c != '\u{a0}');
    if !foreign || text.chars().any(|c| c as u32 >= 0x100) || words(text).all(|word| word.is_ascii() || is_syllable(word)) {
        return None;
    }
    let reads = |text: &str| {
        let marked = || words(text).filter(|word| !word.is_ascii());
        marked().any(is_syllable) && marked().all(|word| is_syllable(word) || (word == word.to_uppercase() && word.chars().count() <= 4))
    };
    let tried = [("TCVN3 (ABC)", from_tcvn3(text)), ("VNI", Some(from_vni(text)))];
    tried.into_iter().find_map(|(encoding, read)| {
        let read = read.filter(|read| read != text && reads(read))?;
        Some(Meant { encoding, text: read })
    })
}

/// What stands between blanks and the marks of punctuation; signs that are no letters stay, since they are letters in TCVN3.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || (c.is_ascii() && !c.is_ascii_alphabetic())).filter(|word| !word.is_empty())
}

fn from_tcvn3(text: &str) -> Option<String> {
    let letters: Vec<char> = TCVN3.chars().collect();
    let read = |c: char| match c as u32 {
        0xa0 => Some(' '),
        code @ 0xa1..=0xfe => letters.get((code - 0xa1) as usize).copied().filter(|letter| *letter != '\0'),
        code => (code < 0x80).then_some(c),
    };
    text.chars().map(read).collect()
}

fn from_vni(text: &str) -> String {
    let lower = |c: char| c.to_lowercase().next().unwrap_or(c);
    let mut read = String::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let plain = VNI_LETTERS.iter().find(|(typed, _)| *typed == lower(letter)).map_or(lower(letter), |(_, meant)| *meant);
        let next = letters.peek().map(|next| lower(*next));
        let mark = VNI_MARKS.iter().find(|(typed, _)| Some(*typed) == next).map(|(_, mark)| *mark);
        let takes = |mark: &&str| match mark.chars().next() {
            Some('\u{302}') => "aeo".contains(plain),
            Some('\u{306}') => plain == 'a',
            _ => "aeouyơư".contains(plain),
        };
        let mut whole: String = plain.to_string();
        if let Some(mark) = mark.filter(takes) {
            letters.next();
            whole.push_str(mark);
        }
        let whole: String = whole.nfc().collect();
        if letter.is_uppercase() { read.push_str(&whole.to_uppercase()) } else { read.push_str(&whole) }
    }
    read
}

/// Whether Vietnamese has such a syllable, whatever its tone and case.
fn is_syllable(word: &str) -> bool {
    let tones = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];
    let bare: String = word.to_lowercase().nfd().filter(|c| !tones.contains(c)).collect::<String>().nfc().collect();
    let known = |list: &str, part: &str| list.contains(&format!(" {part} "));
    bare.char_indices().map(|(at, _)| bare.split_at(at)).any(|(onset, rime)| {
        let begins = onset.is_empty() || known(ONSETS, onset);
        // «gì», «giếng»: the i belongs to both.
        begins && (known(RIMES, rime) || (onset == "g" && rime.starts_with('i') && known(RIMES, &rime.replacen("iê", "ê", 1))))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_before_unicode_is_recognised() {
        for (typed, encoding, meant) in [
            ("NguyÔn ThÞ Hång", "TCVN3 (ABC)", "Nguyễn Thị Hồng"),
            ("Hå Quang Thö", "TCVN3 (ABC)", "Hồ Quang Thử"),
            ("Gi¸m ®èc Së", "TCVN3 (ABC)", "Giám đốc Sở"),
            ("Ch¸nh V¨n phßng", "TCVN3 (ABC)", "Chánh Văn phòng"),
            ("Chuyªn viªn", "TCVN3 (ABC)", "Chuyên viên"),
            ("L\u{ad}\u{ac}ng §×nh", "TCVN3 (ABC)", "Lương Đình"),
            ("Sè 12/Q§-UBND", "TCVN3 (ABC)", "Số 12/QĐ-UBND"),
            ("Nguyeãn Vaên Bình", "VNI", "Nguyễn Văn Bình"),
            ("NGUYEÃN VAÊN BÌNH", "VNI", "NGUYỄN VĂN BÌNH"),
            ("Leâ Thò Phöông", "VNI", "Lê Thị Phương"),
            ("Phoù Giaùm ñoác", "VNI", "Phó Giám đốc"),
        ] {
            assert_eq!(recognise(typed), Some(Meant { encoding, text: meant.to_owned() }), "{typed}");
        }
    }

    #[test]
    fn unicode_and_words_of_others_are_left_alone() {
        for text in [
            "Nguyễn Thị Hồng",
            "Hoàng Hoà",
            "Lê Văn Thò",
            "Phóc",
            "«Bao»",
            "Café Hélène",
            "José Müller",
            "Y Niê",
            "Êban",
            "Bkrông",
            "5 °C",
            "½ ngày",
            "§ 5",
            "10 m²",
            "naïve",
            "São",
            "±5%",
            "",
            "abc",
            "©",
            "Gì thế",
            "giêng",
        ] {
            assert_eq!(recognise(text), None, "{text}");
        }
    }
}
