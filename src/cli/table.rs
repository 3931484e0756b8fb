//! The lists of commands: columns for people, an object a line for programs. Rows come a page at a time, however many there
//! are; the first page decides how wide the columns are.

use serde_json::Value;

use super::answer::{Answer, plain, write};
use super::refused::Refused;

/// What stands between columns.
const GAP: &str = "  ";

/// A list that is being printed.
pub(super) struct Table<const COLUMNS: usize> {
    answer: Answer,
    heads: [&'static str; COLUMNS],
    widths: Option<[usize; COLUMNS]>,
}

/// A row, for both readers.
pub(super) struct Row<const COLUMNS: usize> {
    /// For people, a cell a column.
    pub(super) cells: [String; COLUMNS],
    /// For programs.
    pub(super) object: Value,
}

impl<const COLUMNS: usize> Table<COLUMNS> {
    /// One of these columns.
    pub(super) fn new(answer: Answer, heads: [&'static str; COLUMNS]) -> Self {
        Self { answer, heads, widths: None }
    }

    /// The next rows.
    pub(super) fn page(&mut self, rows: &[Row<COLUMNS>]) -> Result<(), Refused> {
        if self.answer.json {
            return rows.iter().try_for_each(|row| write(&row.object.to_string()));
        }
        let widths = if let Some(widths) = self.widths {
            widths
        } else {
            let widths = widths(self.heads, rows);
            write(&line(self.heads.map(str::to_owned).each_ref(), widths))?;
            self.widths = Some(widths);
            widths
        };
        rows.iter().try_for_each(|row| write(&line(row.cells.each_ref(), widths)))
    }
}

fn widths<const COLUMNS: usize>(heads: [&str; COLUMNS], rows: &[Row<COLUMNS>]) -> [usize; COLUMNS] {
    std::array::from_fn(|at| {
        let cells = rows.iter().map(|row| row.cells[at].chars().count());
        cells.chain([heads[at].chars().count()]).max().unwrap_or_default()
    })
}

/// Padded to the widths but for the last cell; nothing in a cell moves the cursor.
fn line<const COLUMNS: usize>(cells: [&String; COLUMNS], widths: [usize; COLUMNS]) -> String {
    let padded: Vec<String> =
        cells.iter().zip(widths).map(|(cell, width)| format!("{:<width$}", plain(cell))).collect();
    padded.join(GAP).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_below_their_heads_and_hold_no_control_characters() {
        let row = Row { cells: ["Zoë".into(), "a\u{1b}[2Jb".into()], object: Value::Null };
        let widths = widths(["NAME", "X"], std::slice::from_ref(&row));
        assert_eq!(widths, [4, 6]);
        assert_eq!(line(row.cells.each_ref(), widths), "Zoë   a [2Jb");
    }
}
