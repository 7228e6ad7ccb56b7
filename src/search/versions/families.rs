//! Which notices of a list are versions of which.

use std::collections::HashMap;

use super::{FAMILY, MOST, MOST_OF_MANY};
use crate::index::NoticeRecord;

/// Rotations of the fingerprint whose order brings near ones together.
const ROTATIONS: [u32; 4] = [0, 16, 32, 48];
/// Neighbours on either side that are looked at in each order.
const NEIGHBOURS: usize = 8;

/// For each of `notices` its other versions among them, the nearest first.
pub(in crate::search) fn families(notices: &[&NoticeRecord]) -> Vec<Vec<usize>> {
    let mut named: HashMap<u64, Vec<usize>> = HashMap::new();
    for (at, notice) in notices.iter().enumerate() {
        for key in notice.print.keys() {
            named.entry(key).or_default().push(at);
        }
    }
    let named: HashMap<u64, Family> =
        named.into_iter().map(|(key, members)| (key, Family::new(members, notices))).collect();
    let versions = |(at, notice): (usize, &&NoticeRecord)| {
        let families = || notice.print.kin().into_iter().filter_map(|key| named.get(&key));
        let many = families().any(|family| family.members.len() > FAMILY);
        let mut candidates: Vec<usize> = Vec::new();
        families().for_each(|family| family.around(notice.print.bits(), &mut candidates));
        candidates.sort_unstable();
        candidates.dedup();
        let mut near: Vec<(u32, usize)> = candidates
            .into_iter()
            .filter(|&other| other != at)
            .filter_map(|other| Some((notice.print.near(&notices[other].print)?, other)))
            .collect();
        near.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| notices[a.1].id.cmp(&notices[b.1].id)));
        near.truncate(if many { MOST_OF_MANY } else { MOST });
        near.into_iter().map(|(_, other)| other).collect()
    };
    notices.iter().enumerate().map(versions).collect()
}

/// Notices that share a name.
struct Family {
    members: Vec<usize>,
    /// Of many, the members by their rotated fingerprints.
    orders: Vec<Vec<(u64, usize)>>,
}

impl Family {
    fn new(members: Vec<usize>, notices: &[&NoticeRecord]) -> Family {
        let rotations = if members.len() > FAMILY { &ROTATIONS[..] } else { &[] };
        let ordered = |&rotation: &u32| {
            let mut order: Vec<(u64, usize)> =
                members.iter().map(|&at| (notices[at].print.bits().rotate_left(rotation), at)).collect();
            order.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| notices[a.1].id.cmp(&notices[b.1].id)));
            order
        };
        Family { orders: rotations.iter().map(ordered).collect(), members }
    }

    /// Adds the members that may be near to the fingerprint `bits`: all of a few.
    fn around(&self, bits: u64, out: &mut Vec<usize>) {
        if self.orders.is_empty() {
            out.extend(&self.members);
        }
        for (order, rotation) in self.orders.iter().zip(ROTATIONS) {
            let bits = bits.rotate_left(rotation);
            let (first, last) =
                (order.partition_point(|&(other, _)| other < bits), order.partition_point(|&(other, _)| other <= bits));
            let near = order[first.saturating_sub(NEIGHBOURS)..].iter().take(2 * NEIGHBOURS);
            let beyond = order[last.saturating_sub(NEIGHBOURS)..].iter().take(2 * NEIGHBOURS);
            out.extend(near.chain(beyond).map(|&(_, at)| at));
        }
    }
}
