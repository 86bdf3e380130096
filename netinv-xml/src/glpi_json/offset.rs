//! Offsets of errors of `serde_json`.

/// The byte that the line and the column of an error mean, both from 1.
pub(crate) fn offset(error: &serde_json::Error, input: &[u8]) -> usize {
    let lines = input.split_inclusive(|&b| b == b'\n').take(error.line().saturating_sub(1));
    let line_start = lines.fold(0_usize, |at, line| at.saturating_add(line.len()));
    line_start.saturating_add(error.column().saturating_sub(1)).min(input.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_from_the_start() {
        for (json, at) in [("x", 0), ("{\n\"a\":\n ?}", 8), ("[1,\n", 4)] {
            let error = serde_json::from_str::<serde_json::Value>(json).unwrap_err();
            assert_eq!(offset(&error, json.as_bytes()), at, "{error}");
        }
    }
}
