#include "intake/wire.h"

#include "base/json.h"
#include "base/utf8.h"
#include "data/decode_text.h"
#include "diagnostics/catalogue/intake.h"
#include "intake/detail/field_lister.h"
#include "intake/detail/mail_files.h"
#include "intake/detail/page_copier.h"
#include "intake/detail/pdf_fields.h"
#include "intake/read_docx.h"
#include "intake/read_ofd_text.h"
#include "intake/signed_pdf.h"
#include "package/zip_archive.h"
#include "resources/folder.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <optional>
#include <utility>

// Requests and answers of `gongwen-reader`, and the unpacking of archives and mails that runs inside it. An answer is
// one text of numbers and length-prefixed texts; lists carry their length. Every value is checked on reading:
// enumerations by their range, numbers by a limit, texts as UTF-8, and the end of the answer.
namespace gongwen::intake {
namespace {

ArchiveOutcome outcome_of(package::ZipError error) {
  switch (error) {
    case package::ZipError::NoSuchEntry:
    case package::ZipError::Damaged: return ArchiveOutcome::Damaged;
    case package::ZipError::Encrypted: return ArchiveOutcome::Encrypted;
    case package::ZipError::TooManyEntries:
    case package::ZipError::TooLarge:
    case package::ZipError::TooDense: break;
  }
  return ArchiveOutcome::TooLarge;
}

bool is_document(const package::ZipArchive& archive) {
  for (const std::string& name : archive.names()) {
    if (name == "[Content_Types].xml" || name == "mimetype" || name == "OFD.xml") return true;
  }
  return false;
}

/// Whether a file was put into the archive by a person; programs leave files such as `__MACOSX/` there.
bool is_wanted(std::string_view name) {
  if (name.empty() || name.ends_with('/')) return false;
  while (!name.empty()) {
    const std::string_view part = name.substr(0, name.find('/'));
    name.remove_prefix(std::min(name.size(), part.size() + 1));
    if (!part.empty() && !resources::is_put_there(part)) return false;
  }
  return true;
}

/// Unpacks archives and mails, and those within them, into one list of files.
class Unpacker {
 public:
  explicit Unpacker(const IntakeLimits& limits) : limits_(limits) {}

  UnpackedArchive run(std::string_view bytes) {
    UnpackedArchive unpacked{ArchiveOutcome::Files};
    unpacked.outcome = open(bytes, {}, 0, unpacked.files);
    if (unpacked.outcome != ArchiveOutcome::Files) unpacked.files.clear();
    return unpacked;
  }

 private:
  static constexpr int kMaxDepth = 3;  // a mail with an archive of archives

  static bool is_container(std::string_view bytes) { return package::is_zip(bytes) || is_mail(bytes); }

  ArchiveOutcome open(std::string_view bytes, const std::string& folder, int depth, std::vector<ArchivedFile>& files) {
    if (is_mail(bytes)) {
      for (ArchivedFile& file : mail_files(bytes)) {
        if (const auto failure = add(std::move(file), folder, depth, files)) return *failure;
      }
      return ArchiveOutcome::Files;
    }
    auto archive = package::ZipArchive::open(bytes, limits_.zip());
    if (!archive) return outcome_of(archive.error());
    if (is_document(*archive)) return ArchiveOutcome::Document;
    for (const std::string& name : archive->names()) {
      if (!is_wanted(name)) continue;
      auto file = archive->read(name);
      if (!file) return outcome_of(file.error());
      if (const auto failure = add({name, *std::move(file)}, folder, depth, files)) return *failure;
    }
    return ArchiveOutcome::Files;
  }

  /// Adds a file, or the files in it if it is an archive. An inner archive that cannot be opened stays a file, whose
  /// reader will say what is wrong with it.
  std::optional<ArchiveOutcome> add(ArchivedFile file, const std::string& folder, int depth,
                                    std::vector<ArchivedFile>& files) {
    size_ += file.bytes.size();
    if (++count_ > limits_.max_entries || size_ > limits_.max_unpacked_bytes) return ArchiveOutcome::TooLarge;
    file.name.insert(0, folder);
    if (depth < kMaxDepth && is_container(file.bytes)) {
      std::vector<ArchivedFile> inner;
      const ArchiveOutcome outcome = open(file.bytes, file.name + "/", depth + 1, inner);
      if (outcome == ArchiveOutcome::TooLarge) return outcome;
      if (outcome == ArchiveOutcome::Files && !inner.empty()) {
        std::move(inner.begin(), inner.end(), std::back_inserter(files));
        return std::nullopt;
      }
    }
    files.push_back(std::move(file));
    return std::nullopt;
  }

  const IntakeLimits& limits_;
  std::size_t count_ = 0;
  std::uint64_t size_ = 0;  // of all that was unpacked
};

}  // namespace

void prepare_to_read() { data::keep_encodings(); }

void load_library() { load_pdf_library(); }

std::string read_without_library(const ReadRequest& request, std::string_view bytes) {
  if (request.type == ForeignType::Signable) {
    const std::optional<SignablePdf> pdf = read_plain_signable(bytes, request.limits);
    return pdf ? write_signable_pdf(*pdf) : std::string();
  }
  const bool needs_library = request.type == ForeignType::Signatures || request.type == ForeignType::Pages ||
                             request.type == ForeignType::Fields || request.type == ForeignType::Rewrite;
  if (needs_library) return {};
  if (request.type != ForeignType::Pdf) return read_foreign(request, bytes);
  const std::optional<ReturnedFile> file = read_plain_pdf(bytes, request.limits);
  return file ? write_returned_file(*file) : std::string();
}

std::string read_foreign(const ReadRequest& request, std::string_view bytes) {
  switch (request.type) {
    case ForeignType::Pdf: return write_returned_file(read_pdf(bytes, request.limits));
    case ForeignType::Workbook: return write_returned_file(read_xlsx(bytes, request.unnamed, request.limits));
    case ForeignType::Form: return write_returned_file(read_office_form(bytes, request.unnamed, request.limits));
    case ForeignType::Signable: return write_signable_pdf(read_signable_by_library(bytes, request.limits));
    case ForeignType::Signatures: return write_signed_pdf(read_signed_pdf(bytes, request.limits));
    case ForeignType::Ofd: return write_ofd_text(read_ofd_text(bytes, request.limits));
    case ForeignType::WordDraft: return {};
    case ForeignType::Pages:
      return write_copied_pages(
          copy_pages(bytes, parse_page_ranges(request.pages).value_or(std::vector<PageRange>()), request.limits));
    case ForeignType::Fields: return write_foreign_form(list_fields(bytes, request.limits));
    case ForeignType::Rewrite: {
      auto written = write_anew(bytes);
      return written ? *std::move(written) : std::string();
    }
    case ForeignType::Archive: break;
  }
  return write_archive(Unpacker(request.limits).run(bytes));
}

namespace {

constexpr auto kForeignTypes = static_cast<std::uint64_t>(ForeignType::Rewrite) + 1;
constexpr std::uint64_t kProcessEnds = 5;

constexpr std::array kLimits = {
    &IntakeLimits::max_bytes,          &IntakeLimits::max_objects,      &IntakeLimits::max_fields,
    &IntakeLimits::max_field_depth,    &IntakeLimits::max_stream_bytes, &IntakeLimits::max_stream_ratio,
    &IntakeLimits::max_string_bytes,   &IntakeLimits::max_text,         &IntakeLimits::max_entries,
    &IntakeLimits::max_unpacked_bytes, &IntakeLimits::max_zip_ratio,    &IntakeLimits::max_depth,
    &IntakeLimits::max_cells,          &IntakeLimits::max_shared_bytes, &IntakeLimits::max_names,
    &IntakeLimits::max_picture_bytes};
static_assert(sizeof(IntakeLimits) == kLimits.size() * sizeof(std::size_t), "a limit is missing here");

/// Reads a number and the blank after it.
std::optional<std::size_t> take_number(std::string_view& text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end == text.data() + text.size() || *end != ' ') return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
  return number;
}

bool is_outcome(char letter) {
  constexpr std::array kAll = {ArchiveOutcome::Document, ArchiveOutcome::Files, ArchiveOutcome::Damaged,
                               ArchiveOutcome::TooLarge, ArchiveOutcome::Encrypted};
  for (const ArchiveOutcome outcome : kAll) {
    if (letter == static_cast<char>(outcome)) return true;
  }
  return false;
}

}  // namespace

std::string write_request(const ReadRequest& request) {
  base::Json list = base::Json::list();
  list.add(GONGWEN_VERSION).add(static_cast<int>(request.type)).add(request.unnamed == UnnamedCells::Collect ? 1 : 0);
  for (const auto limit : kLimits) list.add(request.limits.*limit);
  list.add(request.process.cpu_seconds).add(request.process.wall_seconds);
  list.add(request.process.memory_bytes).add(request.process.answer_bytes).add(request.shared_bytes);
  list.add(request.pages);
  return list.text();
}

std::optional<ReadRequest> parse_request(std::string_view text) {
  constexpr std::size_t kBeforeLimits = 3;
  constexpr std::size_t kNumbers = kBeforeLimits + kLimits.size() + 5;
  constexpr std::size_t kItems = kNumbers + 1;
  const std::optional<base::Json> read = base::parse_json(text, {kMaxRequestBytes, 2, kItems + 1});
  if (!read || !read->view().is_list() || read->size() != kItems) return std::nullopt;
  const base::JsonView list = read->view();
  if (!list.at(0).is_text() || list.at(0).text() != GONGWEN_VERSION) return std::nullopt;
  std::array<std::uint64_t, kNumbers> numbers{};
  for (std::size_t i = 1; i < kNumbers; ++i) {
    const std::optional<std::uint64_t> number = list.at(i).number();
    if (!number) return std::nullopt;
    numbers[i] = *number;
  }
  if (numbers[1] >= kForeignTypes || numbers[2] > 1 || !list.at(kNumbers).is_text()) return std::nullopt;
  ReadRequest request;
  request.pages = list.at(kNumbers).text();
  if (!parse_page_ranges(request.pages)) return std::nullopt;
  request.type = static_cast<ForeignType>(numbers[1]);
  request.unnamed = numbers[2] == 1 ? UnnamedCells::Collect : UnnamedCells::Refuse;
  for (std::size_t i = 0; i < kLimits.size(); ++i) request.limits.*kLimits[i] = numbers[kBeforeLimits + i];
  const std::uint64_t* const process = &numbers[kBeforeLimits + kLimits.size()];
  request.process = {static_cast<unsigned>(process[0]), static_cast<unsigned>(process[1]), process[2], process[3]};
  request.shared_bytes = process[4];
  return request;
}

std::string write_answer(ReadAnswer answer) {
  answer.content.insert(answer.content.begin(), static_cast<char>('0' + static_cast<int>(answer.end)));
  return std::move(answer.content);
}

std::optional<ReadAnswer> parse_answer(std::string text) {
  if (text.empty() || text.front() < '0') return std::nullopt;
  const auto end = static_cast<std::uint64_t>(text.front() - '0');
  if (end >= kProcessEnds || (static_cast<ProcessEnd>(end) != ProcessEnd::Done && text.size() > 1)) return std::nullopt;
  text.erase(0, 1);
  return ReadAnswer{static_cast<ProcessEnd>(end), std::move(text)};
}

std::string write_archive(const UnpackedArchive& archive) {
  std::string text(1, static_cast<char>(archive.outcome));
  for (const ArchivedFile& file : archive.files) {
    text += std::to_string(file.name.size()) + " " + std::to_string(file.bytes.size()) + " " + file.name + file.bytes;
  }
  return text;
}

std::optional<UnpackedArchive> parse_archive(std::string_view text) {
  if (text.empty() || !is_outcome(text.front())) return std::nullopt;
  UnpackedArchive archive{static_cast<ArchiveOutcome>(text.front())};
  text.remove_prefix(1);
  if (archive.outcome != ArchiveOutcome::Files && !text.empty()) return std::nullopt;
  while (!text.empty()) {
    const auto name = take_number(text);
    const auto size = name ? take_number(text) : std::nullopt;
    if (!size || *name > text.size() || *size > text.size() - *name) return std::nullopt;
    archive.files.push_back({std::string(text.substr(0, *name)), std::string(text.substr(*name, *size))});
    text.remove_prefix(*name + *size);
  }
  return archive;
}

namespace {

/// The limit of coordinates in either direction, in thousandths of a point; no page is that large.
constexpr std::int64_t kMaxLength = std::int64_t{1} << 40;

/// Writes numbers (`17,`) and texts with their length (`2:ab,`).
class Writer {
 public:
  Writer& number(std::uint64_t value) {
    std::array<char, 24> digits{};
    char* const end = std::to_chars(digits.data(), digits.data() + digits.size() - 1, value).ptr;
    *end = ',';
    out_.append(digits.data(), end + 1);
    return *this;
  }
  Writer& text(std::string_view value) {
    number(value.size()).out_.back() = ':';
    out_.append(value) += ',';
    return *this;
  }
  template <typename Enumeration>
  Writer& one_of(Enumeration value) {
    return number(static_cast<std::uint64_t>(value));
  }
  Writer& place(const FieldPlace& place) {
    const WordPlace& word = place.word;
    number(place.page).text(place.sheet).text(place.cell);
    return one_of(word.part).number(word.paragraph).number(word.table).number(word.row).number(word.column);
  }
  /// Writes the number of items, then each item.
  template <typename Item>
  Writer& list(const std::vector<Item>& items) {
    number(items.size());
    for (const Item& item : items) add(item);
    return *this;
  }
  std::string finish() { return std::move(out_); }

 private:
  void add(const std::string& value) { text(value); }
  void add(const RawField& field) {
    one_of(field.type).text(field.pointer).text(field.text).text(field.shown).place(field.place).number(field.button);
    const CellRoom& room = field.room;
    number(room.width).number(room.height).number(room.half_points);
    number(room.wraps ? 1 : 0).number(room.has_latin_type ? 1 : 0);
  }
  void add(const ForeignField& field) {
    text(field.tag).text(field.alias).text(field.bookmark);
    add(field.value);
  }
  void add(const FormPart& part) {
    number(part.first_page).number(part.last_page).number(part.has_given ? 1 : 0).list(part.sheets);
  }
  Writer& length(std::int64_t value) {
    return number(static_cast<std::uint64_t>(std::clamp(value, -kMaxLength, kMaxLength) + kMaxLength));
  }
  void add(const PageArea& area) { length(area.left).length(area.bottom).length(area.right).length(area.top); }
  void add(const WidgetLook& look) { text(look.state).number(look.picture).number(look.marks); }
  void add(const FormWidget& widget) {
    one_of(widget.type).number(widget.is_radio ? 1 : 0).number(widget.is_visible ? 1 : 0);
    text(widget.pointer).text(widget.name).text(widget.state).text(widget.meaning).text(widget.shown);
    number(widget.drawings);
    add(widget.area);
    list(widget.looks);
  }
  void add(const PrintedText& printed) {
    length(printed.x).length(printed.y).length(printed.size).length(printed.width);
    one_of(printed.as).text(printed.text);
  }
  void add(const PrintedMark& mark) {
    add(mark.area);
    one_of(mark.as);
  }
  void add(const FormPage& page) {
    list(page.widgets).list(page.texts).list(page.marks).number(page.font);
    add(page.area);
  }
  void add(const LooseCell& cell) {
    one_of(cell.type).text(cell.sheet).text(cell.text).number(cell.row).number(cell.column);
    one_of(cell.trouble).text(cell.shown);
    for (const bool flag : {cell.is_formula, cell.is_struck, cell.is_unsure}) number(flag ? 1 : 0);
    text(cell.odd_format).text(cell.unseen).text(cell.formula).number(cell.picture);
  }
  void add(std::uint32_t value) { number(value); }
  void add(const CellArea& area) {
    number(area.first_row).number(area.first_column).number(area.last_row).number(area.last_column);
  }
  void add(const OverCells& over) {
    one_of(over.sort).text(over.cell).text(over.text).number(over.is_picture ? 1 : 0).number(over.picture);
  }
  void add(const DataName& name) { text(name.name).text(name.sheet).number(name.row).number(name.column); }
  void add(const SheetView& sheet) {
    text(sheet.name).number(sheet.is_hidden ? 1 : 0).list(sheet.merges).list(sheet.hidden_rows);
    list(sheet.hidden_columns).list(sheet.over);
  }
  void add(const Notice& notice) {
    text(diagnostics::catalogue_entry(notice.id).id).number(notice.of_field ? 1 : 0).text(notice.pointer);
    place(notice.place).list(notice.arguments);
  }

  std::string out_;
};

/// Messages of readers begin with this; others are refused.
constexpr std::string_view kOwnMessages = "intake/";
/// The limit for numbers of pages, rows, columns and buttons.
constexpr std::uint64_t kSmallNumbers = std::uint64_t{1} << 31;
constexpr std::uint64_t kWordParts = 7;
/// The end of the year 9999.
constexpr std::uint64_t kMaxMoment = 253'402'300'800;

/// Reads values in turn. A missing value or one of another kind makes the whole answer invalid.
class Reader {
 public:
  /// Each text is valid UTF-8 if the whole is, since it has ASCII characters before and after it.
  explicit Reader(std::string_view text) : left_(text), sound_(!base::find_invalid_utf8(text)) {}

  std::uint64_t number() { return number_before(','); }
  std::string text() {
    const std::uint64_t size = number_before(':');
    if (!sound_ || size >= left_.size() || left_[size] != ',') return fail(std::string());
    std::string value(left_.substr(0, size));
    left_.remove_prefix(size + 1);
    return value;
  }
  /// Reads a number below `end`.
  std::uint64_t number_below(std::uint64_t end) {
    const std::uint64_t value = number();
    return value < end ? value : fail(std::uint64_t{0});
  }
  std::uint32_t small_number() { return static_cast<std::uint32_t>(number_below(kSmallNumbers)); }
  std::int64_t length() { return static_cast<std::int64_t>(number_below(2 * kMaxLength + 1)) - kMaxLength; }
  bool flag() { return number_below(2) == 1; }
  template <typename Enumeration>
  Enumeration one_of(std::uint64_t count) {
    return static_cast<Enumeration>(number_below(count));
  }
  FieldPlace place() {
    FieldPlace place;
    place.page = small_number();
    place.sheet = text();
    place.cell = text();
    place.word.part = one_of<WordPart>(kWordParts);
    place.word.paragraph = small_number();
    place.word.table = small_number();
    place.word.row = small_number();
    place.word.column = small_number();
    return place;
  }
  diagnostics::DiagnosticId message() {
    const std::string name = text();
    const auto id = name.starts_with(kOwnMessages) ? diagnostics::find_message(name) : std::nullopt;
    if (!id) sound_ = false;
    return id.value_or(diagnostics::messages::IntakeDamaged);
  }
  template <typename Item, typename Parse>
  void list(std::vector<Item>& items, Parse parse) {
    for (std::uint64_t count = number(); count > 0 && sound_; --count) items.push_back(parse(*this));
  }
  /// Whether everything was valid and nothing is left.
  bool is_whole() const { return sound_ && left_.empty(); }

 private:
  std::uint64_t number_before(char mark) {
    std::uint64_t value = 0;
    const char* const last = left_.data() + left_.size();
    const auto [end, error] = std::from_chars(left_.data(), last, value);
    if (error != std::errc() || end == last || *end != mark) return fail(std::uint64_t{0});
    left_.remove_prefix(static_cast<std::size_t>(end - left_.data()) + 1);
    return value;
  }
  template <typename Value>
  Value fail(Value value) {
    sound_ = false;
    left_ = {};
    return value;
  }

  std::string_view left_;
  bool sound_;
};

constexpr std::uint64_t kTypes = 5;
constexpr std::uint64_t kTroubles = 8;
constexpr std::uint64_t kOverSorts = 5;
constexpr std::uint64_t kPrintedAs = 3;

RawField parse_field(Reader& in) {
  RawField field;
  field.type = in.one_of<RawType>(kTypes);
  field.pointer = in.text();
  field.text = in.text();
  field.shown = in.text();
  field.place = in.place();
  field.button = in.small_number();
  field.room.width = in.small_number();
  field.room.height = in.small_number();
  field.room.half_points = in.small_number();
  field.room.wraps = in.flag();
  field.room.has_latin_type = in.flag();
  return field;
}

ForeignField parse_foreign(Reader& in) {
  ForeignField field;
  field.tag = in.text();
  field.alias = in.text();
  field.bookmark = in.text();
  field.value = parse_field(in);
  return field;
}

std::string parse_text(Reader& in) { return in.text(); }

FormPart parse_part(Reader& in) {
  FormPart part;
  part.first_page = in.small_number();
  part.last_page = in.small_number();
  part.has_given = in.flag();
  in.list(part.sheets, parse_text);
  return part;
}

PageArea parse_area(Reader& in) {
  PageArea area;
  area.left = in.length();
  area.bottom = in.length();
  area.right = in.length();
  area.top = in.length();
  return area;
}

WidgetLook parse_look(Reader& in) {
  WidgetLook look;
  look.state = in.text();
  look.picture = in.number();
  look.marks = in.number();
  return look;
}

FormWidget parse_widget(Reader& in) {
  constexpr std::uint64_t kWidgetTypes = 5;
  FormWidget widget;
  widget.type = in.one_of<WidgetType>(kWidgetTypes);
  widget.is_radio = in.flag();
  widget.is_visible = in.flag();
  widget.pointer = in.text();
  widget.name = in.text();
  widget.state = in.text();
  widget.meaning = in.text();
  widget.shown = in.text();
  widget.drawings = in.number();
  widget.area = parse_area(in);
  in.list(widget.looks, parse_look);
  return widget;
}

PrintedText parse_printed(Reader& in) {
  PrintedText printed;
  printed.x = in.length();
  printed.y = in.length();
  printed.size = in.length();
  printed.width = in.length();
  printed.as = in.one_of<PrintedAs>(kPrintedAs);
  printed.text = in.text();
  return printed;
}

PrintedMark parse_mark(Reader& in) {
  PrintedMark mark;
  mark.area = parse_area(in);
  mark.as = in.one_of<PrintedAs>(kPrintedAs);
  return mark;
}

FormPage parse_page(Reader& in) {
  FormPage page;
  in.list(page.widgets, parse_widget);
  in.list(page.texts, parse_printed);
  in.list(page.marks, parse_mark);
  page.font = in.number();
  page.area = parse_area(in);
  return page;
}

LooseCell parse_cell(Reader& in) {
  LooseCell cell;
  cell.type = in.one_of<RawType>(kTypes);
  cell.sheet = in.text();
  cell.text = in.text();
  cell.row = in.small_number();
  cell.column = in.small_number();
  cell.trouble = in.one_of<CellError>(kTroubles);
  cell.shown = in.text();
  for (bool* const flag : {&cell.is_formula, &cell.is_struck, &cell.is_unsure}) *flag = in.flag();
  cell.odd_format = in.text();
  cell.unseen = in.text();
  cell.formula = in.text();
  cell.picture = in.small_number();
  return cell;
}

std::uint32_t parse_small(Reader& in) { return in.small_number(); }

CellArea parse_cell_area(Reader& in) {
  CellArea area;
  area.first_row = in.small_number();
  area.first_column = in.small_number();
  area.last_row = in.small_number();
  area.last_column = in.small_number();
  return area;
}

OverCells parse_over(Reader& in) {
  OverCells over;
  over.sort = in.one_of<OverSort>(kOverSorts);
  over.cell = in.text();
  over.text = in.text();
  over.is_picture = in.flag();
  over.picture = in.small_number();
  return over;
}

SheetView parse_sheet(Reader& in) {
  SheetView sheet;
  sheet.name = in.text();
  sheet.is_hidden = in.flag();
  in.list(sheet.merges, parse_cell_area);
  in.list(sheet.hidden_rows, parse_small);
  in.list(sheet.hidden_columns, parse_small);
  in.list(sheet.over, parse_over);
  return sheet;
}

DataName parse_data_name(Reader& in) {
  DataName name;
  name.name = in.text();
  name.sheet = in.text();
  name.row = parse_small(in);
  name.column = parse_small(in);
  return name;
}

Notice parse_notice(Reader& in) {
  Notice notice{in.message(), {}};
  notice.of_field = in.flag();
  notice.pointer = in.text();
  notice.place = in.place();
  in.list(notice.arguments, parse_text);
  return notice;
}

}  // namespace

std::string write_returned_file(const ReturnedFile& file) {
  Writer out;
  out.one_of(file.type)
      .text(file.stamp.kind)
      .text(file.stamp.edition)
      .text(file.stamp.hash)
      .text(file.stamp.texts)
      .text(file.stamp.given)
      .text(file.stamp.receipt)
      .text(file.given);
  out.text(file.attached_json).number(file.is_data_workbook ? 1 : 0).number(static_cast<std::uint64_t>(file.saved));
  out.list(file.fields).list(file.blanks).list(file.parts).list(file.loose_cells).list(file.notices);
  out.list(file.sheets).list(file.data_names).list(file.pages).list(file.other_cells);
  for (const bool flag : {file.unsure_parts, file.is_unnamed, file.says_labels}) out.number(flag ? 1 : 0);
  return out.list(file.stated_print)
      .text(file.printed)
      .list(file.foreign_fields)
      .list(file.unlisted_texts)
      .list(file.pictures)
      .finish();
}

std::optional<ReturnedFile> parse_returned_file(std::string_view text) {
  Reader in(text);
  ReturnedFile file;
  file.type = in.one_of<FileType>(4);
  file.stamp.kind = in.text();
  file.stamp.edition = in.text();
  file.stamp.hash = in.text();
  file.stamp.texts = in.text();
  file.stamp.given = in.text();
  file.stamp.receipt = in.text();
  file.given = in.text();
  file.attached_json = in.text();
  file.is_data_workbook = in.flag();
  file.saved = static_cast<base::Moment>(in.number_below(kMaxMoment));
  in.list(file.fields, parse_field);
  in.list(file.blanks, parse_field);
  in.list(file.parts, parse_part);
  in.list(file.loose_cells, parse_cell);
  in.list(file.notices, parse_notice);
  in.list(file.sheets, parse_sheet);
  in.list(file.data_names, parse_data_name);
  in.list(file.pages, parse_page);
  in.list(file.other_cells, parse_cell);
  for (bool* const flag : {&file.unsure_parts, &file.is_unnamed, &file.says_labels}) *flag = in.flag();
  in.list(file.stated_print, parse_text);
  file.printed = in.text();
  in.list(file.foreign_fields, parse_foreign);
  in.list(file.unlisted_texts, parse_field);
  in.list(file.pictures, parse_text);
  return in.is_whole() ? std::optional(std::move(file)) : std::nullopt;
}

}  // namespace gongwen::intake
