//! Aligned columns.

/// Rows of text in columns, each as wide as its widest cell.
#[derive(Debug, Default)]
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
    right: Vec<usize>,
}

impl Table {
    /// With these columns (from 0) set to the right, as figures are.
    pub(crate) fn right(columns: &[usize]) -> Self {
        Self { rows: Vec::new(), right: columns.to_vec() }
    }

    pub(crate) fn row<S: Into<String>>(&mut self, cells: impl IntoIterator<Item = S>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// The rows, each indented by two.
    pub(crate) fn render(&self) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let wide: Vec<usize> = (0..columns)
            .map(|n| self.rows.iter().filter_map(|r| r.get(n)).map(|c| width(c)).max().unwrap_or(0))
            .collect();
        let mut text = String::new();
        for row in &self.rows {
            let mut line = String::new();
            for (n, (cell, wide)) in row.iter().zip(&wide).enumerate() {
                let gap = " ".repeat(wide.saturating_sub(width(cell)));
                let (before, after) = if self.right.contains(&n) {
                    (gap, String::new())
                } else {
                    (String::new(), gap)
                };
                line.push_str("  ");
                line.push_str(&before);
                line.push_str(cell);
                line.push_str(&after);
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

/// Columns of a terminal that a text takes: two for the wide characters of East Asia (Unicode TR11).
pub(crate) fn width(text: &str) -> usize {
    text.chars()
        .map(|c| match u32::from(c) {
            0x300..=0x36f => 0,
            0x1100..=0x115f
            | 0x2e80..=0xa4cf
            | 0xac00..=0xd7a3
            | 0xf900..=0xfaff
            | 0xfe30..=0xfe6f
            | 0xff00..=0xff60
            | 0xffe0..=0xffe6
            | 0x20000..=0x3fffd => 2,
            _ => 1,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_in_every_script() {
        let mut table = Table::right(&[1]);
        table.row(["潮汐", "1.5"]);
        table.row(["Tide", "12.25"]);
        assert_eq!(table.render(), "  潮汐    1.5\n  Tide  12.25\n", "wide characters count twice");
    }
}
