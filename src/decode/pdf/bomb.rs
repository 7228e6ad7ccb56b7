//! Whether a PDF holds a stream that unpacks to far more than an honest one does.
//!
//! The reader unpacks streams without a limit, so they are looked at before it sees the file: wherever the file says
//! `stream`, what follows is inflated, and thrown away, up to [`LARGEST`] bytes. A stream that is packed twice is
//! followed inside. Streams that are encrypted or written as ASCII are not seen; they cannot be larger than about a
//! thousand times the file.

use std::io::Read;

use flate2::read::ZlibDecoder;

/// No stream of an honest file unpacks to more than this, in bytes: a page scanned in colour has 100 MB.
const LARGEST: u64 = 192 << 20;

/// All streams of a file together, in bytes: some seconds of unpacking.
const LARGEST_TOTAL: u64 = 2 << 30;

/// Streams packed within streams deeper than this are an attack.
const DEEPEST: usize = 3;

/// The most bytes to which a stream of `file` unpacks, when that is more than an honest one does.
pub(super) fn find(file: &[u8]) -> Option<u64> {
    const WORD: &[u8] = b"stream";
    let mut at = 0;
    let mut total = 0;
    while let Some(found) = file[at..].windows(WORD.len()).position(|window| window == WORD) {
        at += found + WORD.len();
        let skip = file[at..].iter().take(2).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        match unpacked(&file[at + skip..], 0) {
            Some(size) if size <= LARGEST => total += size,
            _ => return Some(LARGEST),
        }
        if total > LARGEST_TOTAL {
            return Some(LARGEST_TOTAL);
        }
    }
    None
}

/// The size to which a deflated stream at the beginning of `packed` unpacks, as far as it was followed; `None` when
/// streams are packed within streams too deeply.
fn unpacked(packed: &[u8], depth: usize) -> Option<u64> {
    // The two bytes that begin such a stream (RFC 1950).
    let [method, flags, ..] = packed else { return Some(0) };
    if method & 0x0F != 8 || !u16::from_be_bytes([*method, *flags]).is_multiple_of(31) {
        return Some(0);
    }
    let mut decoder = ZlibDecoder::new(packed);
    let mut buffer = [0; 16 * 1024];
    let mut head = Vec::new();
    let mut total = 0;
    while let Ok(count @ 1..) = decoder.read(&mut buffer) {
        total += count as u64;
        if total > LARGEST {
            return Some(total);
        }
        // What is itself packed is short compared with what it unpacks to.
        if total <= 4 << 20 {
            head.extend_from_slice(&buffer[..count]);
        }
    }
    if depth >= DEEPEST {
        return (total == 0).then_some(0);
    }
    Some(total.max(unpacked(&head, depth + 1)?))
}
