#include "adopt/book/workbook_expansion.h"

#include "adopt/book/detail/book_model.h"
#include "adopt/book/detail/other_parts.h"
#include "adopt/book/detail/sheet_writer.h"
#include "adopt/book/detail/tape.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/book.h"
#include "package/zip_archive.h"
#include "package/zip_writer.h"
#include "resources/deflate.h"
#include "sheet/limits.h"

#include <algorithm>
#include <charconv>
#include <deque>
#include <map>
#include <utility>
#include <vector>

namespace gongwen::book {
namespace {

namespace messages = diagnostics::messages;

std::uint32_t number_at(std::string_view digits) {
  std::uint32_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

}  // namespace

struct WorkbookExpansion::State {
  State(std::shared_ptr<const BookModel> book, diagnostics::DiagnosticSink& messages_to)
      : model(std::move(book)), sink(messages_to) {
    for (const SheetModel& sheet : model->sheets) {
      maps.emplace_back(sheet.loops);
      tapes.emplace_back();
    }
  }

  bool obey(std::string_view text) {
    const auto command = static_cast<Command>(text.front());
    text.remove_prefix(1);
    const std::uint32_t number = number_at(text);
    switch (command) {
      case Command::Sheet: sheet = number; break;
      case Command::Keep: {
        const std::uint32_t last = number_at(text.substr(text.find('-') + 1));
        map().keep({number, last});
        tape().add(TapeSign::Keep, number);
        tape().words.push_back(last);
        break;
      }
      case Command::Row:
      case Command::BlankRow:
        map().place(number);
        tape().add(command == Command::Row ? TapeSign::Row : TapeSign::BlankRow, number);
        break;
      case Command::Absent: map().note(number); break;
      case Command::EndSheet:
        place = nullptr;
        if (!fits()) return too_many_rows();
        map().end(model->sheets[sheet].rest);
        break;
      case Command::BeginRound: map().begin_round(number); break;
      case Command::Cell:
        begin(TapeSign::Cell, number, model->sheets[sheet].cells[number].place, sheet::kMaxTextUnits);
        break;
      case Command::Header:
        begin(TapeSign::Header, number, model->sheets[sheet].headers[number].place, sheet::kMaxHeaderUnits);
        break;
      case Command::Run: tape().add(TapeSign::Run, number); break;
    }
    return map().next() <= kLastRow + 1 || too_many_rows();
  }

  /// Whether the last row with content, which has moved down together with the rest, is still on the sheet.
  bool fits() {
    const SheetModel& one = model->sheets[sheet];
    const auto last =
        std::find_if(one.rows.rbegin(), one.rows.rend(), [](const RowModel& row) { return row.has_content; });
    return last == one.rows.rend() || last->row < one.rest || map().next() + (last->row - one.rest) <= kLastRow;
  }

  bool too_many_rows() {
    sink.report(messages::BookTooManyRows, diagnostics::Origin{}, model->sheets[sheet].name, kLastRow);
    return false;
  }

  void begin(TapeSign sign, std::uint32_t number, const std::string& shown, std::size_t most_units) {
    tape().add(sign, number);
    place = &shown;
    is_header = sign == TapeSign::Header;
    tail.clear();
    units = 0;
    most = most_units;
  }

  bool has_room(std::string_view text, bool is_value, const diagnostics::Origin& origin) {
    // As written in the file: escapes in cells, doubled `&` in heads.
    if (!is_header)
      units += sheet::written_cell_length(text) + escapes_between(text);
    else
      units += sheet::utf16_length(text) + (is_value ? more_in_head(text) : 0);
    if (units <= most || place == nullptr) return true;
    sink.report(messages::BookTextTooLong, origin, *place, most);
    return false;
  }

  /// `&` is doubled, and digits after a size code get a space before them.
  static std::size_t more_in_head(std::string_view value) {
    const bool has_digit = !value.empty() && base::is_ascii_digit(value.front());
    return static_cast<std::size_t>(std::ranges::count(value, '&')) + (has_digit ? 1 : 0);
  }

  /// More units for `_x0041_` of which the start came before.
  std::size_t escapes_between(std::string_view text) {
    constexpr std::size_t kPart = 6;  // of the seven characters
    const std::string joined = tail + std::string(text.substr(0, kPart));
    tail += text.substr(text.size() - std::min(text.size(), kPart));
    tail.erase(0, tail.size() - std::min(tail.size(), kPart));
    return sheet::written_cell_length(joined) - sheet::utf16_length(joined);
  }

  RowMap& map() { return maps[sheet]; }
  Tape& tape() { return tapes[sheet]; }

  std::shared_ptr<const BookModel> model;
  diagnostics::DiagnosticSink& sink;
  std::deque<RowMap> maps;
  std::vector<Tape> tapes;
  std::size_t sheet = 0;
  const std::string* place = nullptr;  // of the cell that is being written
  bool is_header = false;
  std::string tail;  // of its text
  std::size_t units = 0;
  std::size_t most = 0;
};

WorkbookExpansion::WorkbookExpansion(std::shared_ptr<const BookModel> model, diagnostics::DiagnosticSink& sink)
    : state_(std::make_unique<State>(std::move(model), sink)) {}

WorkbookExpansion::~WorkbookExpansion() = default;

std::size_t WorkbookExpansion::sheet_count() const { return state_->model->sheets.size(); }

bool WorkbookExpansion::literal(std::string_view text) {
  while (!text.empty()) {
    const std::size_t start = text.find(kCommandStart);
    const std::string_view words = text.substr(0, start);
    // There is no text between cells.
    if (!words.empty() && state_->place != nullptr) {
      if (!state_->has_room(words, false, {})) return false;
      state_->tape().add_text(words);
    }
    if (start == std::string_view::npos) break;
    const std::size_t end = text.find(kCommandEnd, start);
    if (end == std::string_view::npos) break;
    if (!state_->obey(text.substr(start + 1, end - start - 1))) return false;
    text.remove_prefix(end + 1);
  }
  return true;
}

bool WorkbookExpansion::value(std::string_view text, ValueType type, const diagnostics::Origin& origin) {
  if (state_->place == nullptr) return true;
  if (!state_->has_room(text, true, origin)) return false;
  state_->tape().add_value(text, type);
  return true;
}

std::optional<std::string> WorkbookExpansion::file() {
  const BookModel& book = *state_->model;
  auto zip = package::ZipArchive::open(book.bytes, {});
  if (!zip) return std::nullopt;
  const diagnostics::ErrorWatch watch(state_->sink);
  std::vector<std::string> names;
  std::vector<const RowMap*> maps;
  for (std::size_t i = 0; i < book.sheets.size(); ++i) {
    names.push_back(book.sheets[i].name);
    maps.push_back(&state_->maps[i]);
  }
  Relocation relocation(std::move(names), std::move(maps));
  FormulaMover mover(relocation, state_->sink);
  std::map<std::string, std::string, std::less<>> changed = book.changed;
  move_other_parts(book, *zip, mover, changed, state_->sink);
  TextStyles styles(book);
  std::map<std::string, PackedText, std::less<>> sheets;
  for (std::size_t i = 0; i < book.sheets.size(); ++i) {
    const SheetSource source{book, i, state_->tapes[i], styles};
    if (changes_sheet(source, relocation))
      sheets.emplace(base::ascii_lowercase(book.sheets[i].part), write_sheet(source, mover));
  }
  if (watch.saw_errors()) return std::nullopt;
  if (auto written = styles.written()) changed[book.styles_part] = *std::move(written);
  // Names of parts are compared ignoring case.
  std::map<std::string, std::string, std::less<>> parts;
  for (auto& [name, text] : changed) parts[base::ascii_lowercase(name)] = std::move(text);
  package::ZipWriter writer;
  std::string bytes;
  for (const std::string& name : zip->names()) {
    const std::string key = base::ascii_lowercase(name);
    if (std::ranges::count(book.dropped, name) > 0) continue;
    if (const auto sheet = sheets.find(key); sheet != sheets.end()) {
      bytes += writer.entry(sheet->second.entry(name));
    } else if (const auto made = parts.find(key); made != parts.end()) {
      const std::string zlib = resources::deflate(made->second);
      bytes += writer.entry(package::deflated_entry(name, zlib, made->second.size(), resources::crc32(made->second)));
    } else if (const auto packed = zip->packed(name)) {
      bytes += writer.entry(*packed);
    } else {
      state_->sink.report(messages::BookUnreadable, diagnostics::Origin{}, book.name);
      return std::nullopt;
    }
  }
  bytes += writer.end();
  return bytes;
}

}  // namespace gongwen::book
