//! A map that forgets with time and never grows beyond its bound.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::time::Duration;

/// Values that end at a moment, up to a number of them (GLPI-R35).
///
/// When it is full, what has ended makes room; what has not stays, so that
/// others' values cannot be pushed out by adding new ones.
#[derive(Debug, Clone)]
pub(super) struct Table<K, V> {
    max: usize,
    values: BTreeMap<K, (Duration, V)>,
    /// The keys in the order of their ends.
    ends: BTreeSet<(Duration, K)>,
}

impl<K: Ord + Copy, V> Table<K, V> {
    pub(super) fn new(max: usize) -> Self {
        Self { max, values: BTreeMap::new(), ends: BTreeSet::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    /// Returns the value, unless it has ended.
    pub(super) fn find(&self, key: &K, now: Duration) -> Option<&V> {
        self.values.get(key).filter(|(end, _)| now < *end).map(|(_, value)| value)
    }

    /// Takes the value out, even if it has ended.
    pub(super) fn take(&mut self, key: &K) -> Option<V> {
        let (end, value) = self.values.remove(key)?;
        self.ends.remove(&(end, *key));
        Some(value)
    }

    /// Takes out all values with keys of a range, even those that have ended.
    pub(super) fn take_range(&mut self, range: RangeInclusive<K>) -> Vec<V> {
        let keys: Vec<K> = self.values.range(range).map(|(key, _)| *key).collect();
        keys.iter().filter_map(|key| self.take(key)).collect()
    }

    /// Returns true if a value for this key has room; drops what has ended.
    pub(super) fn has_room(&mut self, key: &K, now: Duration) -> bool {
        self.purge(now);
        self.values.contains_key(key) || self.values.len() < self.max
    }

    /// Sets a value, in the place of the one that is there. `false` if there is
    /// no room for it.
    pub(super) fn insert(&mut self, key: K, end: Duration, value: V, now: Duration) -> bool {
        if !self.has_room(&key, now) {
            return false;
        }
        self.take(&key);
        self.ends.insert((end, key));
        self.values.insert(key, (end, value));
        true
    }

    /// Drops what has ended and says how many that were.
    pub(super) fn purge(&mut self, now: Duration) -> usize {
        let before = self.len();
        while let Some(&(end, key)) = self.ends.first().filter(|(end, _)| *end <= now) {
            self.ends.remove(&(end, key));
            self.values.remove(&key);
        }
        before.saturating_sub(self.len())
    }

    /// Drops what does not fit and says how many that were.
    pub(super) fn retain(&mut self, mut fits: impl FnMut(&K, &V) -> bool) -> usize {
        let before = self.len();
        self.values.retain(|key, (_, value)| fits(key, value));
        self.ends.retain(|(_, key)| self.values.contains_key(key));
        before.saturating_sub(self.len())
    }

    /// Keys, ends and values, in the keys' order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (K, Duration, &V)> {
        self.values.iter().map(|(key, (end, value))| (*key, *end, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn secs(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    // GLPI-R35
    #[test]
    fn a_full_table_takes_nothing_new_until_something_ends() {
        let mut table = Table::new(2);
        assert!(table.insert(1, secs(10), 'a', secs(0)));
        assert!(table.insert(2, secs(20), 'b', secs(0)));
        assert!(!table.insert(3, secs(30), 'c', secs(9)));
        assert!(table.insert(2, secs(25), 'B', secs(9)), "what is there may be set anew");
        assert_eq!((table.find(&1, secs(9)), table.find(&1, secs(10))), (Some(&'a'), None));
        assert!(table.insert(3, secs(30), 'c', secs(10)));
        assert_eq!(table.iter().collect::<Vec<_>>(), [(2, secs(25), &'B'), (3, secs(30), &'c')]);
        assert_eq!((table.retain(|key, _| *key == 3), table.purge(secs(30)), table.len()), (1, 1, 0));
        assert!(table.ends.is_empty());
        assert!(table.insert(1, secs(40), 'a', secs(30)) && table.insert(2, secs(50), 'b', secs(30)));
        assert_eq!((table.take_range(2..=3), table.len(), table.ends.len()), (vec!['b'], 1, 1));
    }
}
