//! How large a picture says that it is, before anybody unpacks it.

/// Pages of a TIFF that are looked at.
const PAGES: usize = 4000;

/// The width and height in dots of each page of a picture; `None` where it is none that is known, or damaged.
pub(super) fn sizes(bytes: &[u8]) -> Option<Vec<(u32, u32)>> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => {
            let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
            Some(vec![(number(16)?, number(20)?)])
        }
        [0xFF, 0xD8, 0xFF, ..] => jpeg(bytes).map(|size| vec![size]),
        [b'G', b'I', b'F', b'8', ..] => {
            let number = |at: usize| Some(u32::from(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?)));
            Some(vec![(number(6)?, number(8)?)])
        }
        [b'B', b'M', ..] => {
            let number = |at: usize| Some(i32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?).unsigned_abs());
            Some(vec![(number(18)?, number(22)?)])
        }
        [b'I', b'I', 42, 0, ..] => tiff(bytes, false),
        [b'M', b'M', 0, 42, ..] => tiff(bytes, true),
        _ => None,
    }
}

/// The size of a JPEG: in the first segment that begins a frame.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let short = |at: usize| Some(u32::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?)));
    let mut at = 2;
    loop {
        if *bytes.get(at)? != 0xFF {
            return None;
        }
        match *bytes.get(at + 1)? {
            0xFF => at += 1,
            0x01 | 0xD0..=0xD8 => at += 2,
            0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => return Some((short(at + 7)?, short(at + 5)?)),
            _ => at += 2 + short(at + 2)? as usize,
        }
    }
}

/// The sizes of the pages of a TIFF: in the list that each has, one after the other.
fn tiff(bytes: &[u8], big: bool) -> Option<Vec<(u32, u32)>> {
    let short = |at: usize| {
        let two: [u8; 2] = bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if big { u16::from_be_bytes(two) } else { u16::from_le_bytes(two) })
    };
    let long = |at: usize| {
        let four: [u8; 4] = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if big { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) })
    };
    let mut out = Vec::new();
    let mut at = long(4)? as usize;
    while at != 0 {
        if out.len() == PAGES {
            return None;
        }
        let count = usize::from(short(at)?);
        let (mut width, mut height) = (None, None);
        for entry in (0..count).map(|entry| at + 2 + 12 * entry) {
            let value = || match short(entry + 2)? {
                3 => short(entry + 8).map(u32::from),
                _ => long(entry + 8),
            };
            match short(entry)? {
                256 => width = value(),
                257 => height = value(),
                _ => {}
            }
        }
        out.push((width?, height?));
        at = long(at + 2 + 12 * count)? as usize;
    }
    (!out.is_empty()).then_some(out)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn pictures_say_how_large_they_are() {
        let png = [&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], &[0, 0, 3, 0, 0, 0, 2, 1, 8, 0, 0, 0, 0]].concat();
        assert_eq!(sizes(&png).unwrap(), [(768, 513)]);
        let jpeg =
            [&[0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2][..], &[0xFF, 0xC2, 0, 11, 8, 0x02, 0x01, 0x03, 0x00]].concat();
        assert_eq!(sizes(&jpeg).unwrap(), [(768, 513)]);
        let mut bmp = b"BM".to_vec();
        bmp.resize(18, 0);
        bmp.extend(768_i32.to_le_bytes());
        bmp.extend((-513_i32).to_le_bytes());
        assert_eq!(sizes(&bmp).unwrap(), [(768, 513)]);
        let entry = |tag: u16, value: u32| [&tag.to_le_bytes()[..], &[4, 0, 1, 0, 0, 0], &value.to_le_bytes()].concat();
        let list = |next: u32| [&[2, 0][..], &entry(256, 768), &entry(257, 513), &next.to_le_bytes()].concat();
        let tiff = [&b"II*\0\x08\0\0\0"[..], &list(8 + 30), &list(0)].concat();
        assert_eq!(sizes(&tiff).unwrap(), [(768, 513); 2]);
        let round = [&b"II*\0\x08\0\0\0"[..], &list(8)].concat();
        assert_eq!(sizes(&round), None, "a list that leads back to itself");
        for picture in [png, jpeg, bmp, tiff] {
            for len in 0..picture.len() {
                // No size is better than a panic.
                let _ = sizes(&picture[..len]);
            }
        }
    }
}
