#include "adopt/book/detail/sheet_writer.h"

#include "base/escapes.h"
#include "base/utf8.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace gongwen::book {
namespace {

class SheetWriter {
 public:
  SheetWriter(const SheetSource& source, FormulaMover& mover)
      : source_(source), sheet_(source.book.sheets[source.number]), mover_(mover), reader_(source.tape) {}

  PackedText run() {
    XmlChanges changes(sheet_.xml);
    move_places(sheet_, source_.number, mover_, changes);
    const std::vector<PartElement>& all = sheet_.xml.elements();
    if (sheet_.data >= all.size()) {
      fill_headers(changes);
      out_.add(changes.written());
      out_.end();
      return std::move(out_);
    }
    const PartElement& data = all[sheet_.data];
    const std::string name = std::string(word::prefix_of(sheet_.xml.xml(), data)) + data.name;
    out_.add(changes.written(0, data.begin) + "<" + name + ">");
    write_rows();
    fill_headers(changes);
    out_.add("</" + name + ">" + changes.written(data.end, sheet_.xml.xml().size()));
    out_.end();
    return std::move(out_);
  }

 private:
  void write_rows() {
    std::uint32_t output = 1;
    while (!reader_.is_at_end() && reader_.sign() != TapeSign::Header) {
      const TapeSign sign = reader_.sign();
      const std::uint32_t first = reader_.number();
      const std::uint32_t last = sign == TapeSign::Keep ? reader_.second() : first;
      reader_.step();
      cells_.clear();
      read_cells();
      write_kept(first, last, output);
      output += last - first + 1;
    }
    write_kept(sheet_.rest, kLastRow, output);
  }

  /// Writes the existing rows of a range, moved so that the first is at `output`.
  void write_kept(std::uint32_t first, std::uint32_t last, std::uint32_t output) {
    auto row = std::lower_bound(sheet_.rows.begin(), sheet_.rows.end(), first,
                                [](const RowModel& one, std::uint32_t number) { return one.row < number; });
    for (; row != sheet_.rows.end() && row->row <= last; ++row) {
      const std::uint32_t place = output + (row->row - first);
      if (place > kLastRow) break;  // it has no content
      write_row(*row, place);
    }
  }

  struct FilledCell {
    std::size_t slot;
    std::size_t begin;  // in parts_
    std::size_t end;
  };

  void read_cells() {
    parts_.clear();
    std::size_t run = 0;
    for (; !reader_.is_at_end(); reader_.step()) {
      switch (reader_.sign()) {
        case TapeSign::Cell:
          cells_.push_back({reader_.number(), parts_.size(), parts_.size()});
          run = 0;
          break;
        case TapeSign::Run: run = reader_.number(); break;
        case TapeSign::Text: parts_.push_back({reader_.text(), run}); break;
        case TapeSign::Value:
          parts_.push_back({reader_.text(), run, true, static_cast<ValueType>(reader_.number())});
          break;
        case TapeSign::Keep:
        case TapeSign::Row:
        case TapeSign::BlankRow:
        case TapeSign::Header: return;
      }
      if (!cells_.empty()) cells_.back().end = parts_.size();
    }
  }

  void write_row(const RowModel& row, std::uint32_t output) {
    if (row.is_copied && row.row == output) {
      out_.add(sheet_.xml.source(row.begin, row.end));
      return;
    }
    std::string& out = out_.waiting();
    next_cell_ = 0;
    for (const RowPiece& piece : row.pieces) {
      switch (piece.type) {
        case RowPiece::Type::Text: out += piece.text; break;
        case RowPiece::Type::Number: out += std::to_string(output); break;
        case RowPiece::Type::Height: out += height_attribute(height_of(row), sheet_.rooms); break;
        case RowPiece::Type::Formula: {
          const FormulaSlot& slot = sheet_.formulas[piece.index];
          const auto gaps = slot.is_range ? Relocation::Gaps::Cover : Relocation::Gaps::List;
          out += base::escape_markup(mover_.moved(slot.text, {source_.number, row.row, output}, gaps, slot.place));
          break;
        }
        case RowPiece::Type::Cell: write_cell(piece.index, output, out); break;
      }
    }
    out_.pack_if_long();
  }

  std::vector<CellPart> parts_of(const FilledCell& cell) const {
    return {parts_.begin() + static_cast<std::ptrdiff_t>(cell.begin),
            parts_.begin() + static_cast<std::ptrdiff_t>(cell.end)};
  }

  double height_of(const RowModel& row) const {
    double height = row.fixed_height;
    for (const FilledCell& cell : cells_) {
      std::string text;
      for (std::size_t i = cell.begin; i < cell.end; ++i) text += parts_[i].text;
      const CellSlot& slot = sheet_.cells[cell.slot];
      const double needed = text.empty() ? 0 : text_height(slot.room, text);
      // Numbers and dates are never wrapped.
      if (needed > height && !cell_value(slot, parts_of(cell), source_.book.counts_from_1904)) height = needed;
    }
    return height;
  }

  void write_cell(std::size_t slot, std::uint32_t output, std::string& out) {
    // Both are in the order of the row.
    std::vector<CellPart> parts;
    while (next_cell_ < cells_.size() && cells_[next_cell_].slot < slot) ++next_cell_;
    for (; next_cell_ < cells_.size() && cells_[next_cell_].slot == slot; ++next_cell_) {
      parts = parts_of(cells_[next_cell_]);
    }
    book::write_cell(out, sheet_.cells[slot], output, parts, source_.book.counts_from_1904, source_.styles);
  }

  /// Whether a head or foot ends in the code of a size of letters, `&14`, to which more digits would belong.
  static bool ends_in_size(std::string_view text) {
    const std::size_t all = text.size();
    while (!text.empty() && base::is_ascii_digit(text.back())) text.remove_suffix(1);
    if (text.size() == all) return false;
    // A doubled `&` prints as one.
    std::size_t marks = 0;
    for (; text.ends_with('&'); text.remove_suffix(1)) ++marks;
    return marks % 2 == 1;
  }

  /// `&` begins a code in heads and feet, and is doubled in values.
  void fill_headers(XmlChanges& changes) {
    while (!reader_.is_at_end()) {
      if (reader_.sign() != TapeSign::Header) {
        reader_.step();
        continue;
      }
      const HeaderSlot& slot = sheet_.headers[reader_.number()];
      std::string text;
      bool is_joined = false;  // directly after a value
      for (reader_.step(); !reader_.is_at_end() && reader_.sign() != TapeSign::Header; reader_.step()) {
        const bool is_value = reader_.sign() == TapeSign::Value;
        if (!is_value && reader_.sign() != TapeSign::Text) continue;
        const std::string_view added = reader_.text();
        const bool has_digit = !added.empty() && base::is_ascii_digit(added.front());
        if ((is_value || is_joined) && has_digit && ends_in_size(text)) text += ' ';
        for (const char sign : added) text += is_value && sign == '&' ? "&&" : std::string(1, sign);
        is_joined = is_value;
      }
      changes.replace(slot.begin, slot.end, base::escape_markup(base::xml_characters(text)));
    }
  }

  SheetSource source_;
  const SheetModel& sheet_;
  FormulaMover& mover_;
  TapeReader reader_;
  PackedText out_;
  std::vector<FilledCell> cells_;  // of the current row
  std::size_t next_cell_ = 0;      // the first of these that is not written yet
  std::vector<CellPart> parts_;
};

}  // namespace

bool changes_sheet(const SheetSource& source, const Relocation& relocation) {
  const SheetModel& sheet = source.book.sheets[source.number];
  return sheet.has_tags || !sheet.formulas.empty() || !relocation.is_same();
}

PackedText write_sheet(const SheetSource& source, FormulaMover& mover) { return SheetWriter(source, mover).run(); }

}  // namespace gongwen::book
