#include "intake/detail/plain_pdf.h"

#include "intake/detail/limits.h"
#include "resources/deflate.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

// The file structure of a PDF (ISO 32000-2, 7.5) without repair: tables of objects as text or as streams, from the last
// one back along Prev, and objects read on demand. Every deviation throws PlainRefused, so this code never has to
// decide what a damaged file means. Two readers that agree on all plain files are the aim; libqpdf reads the others.
namespace gongwen::intake {
namespace {

constexpr int kMaxPageDepth = 50;
constexpr std::size_t kMaxTables = 256;     // the file was saved that many times
constexpr std::size_t kTailBytes = 1024;    // which contain the place of the last table
constexpr std::size_t kEntryBytes = 20;     // of a table that is text
constexpr std::size_t kMaxEntryFields = 8;  // bytes of each number of a table that is a stream
constexpr auto kMaxObjects = static_cast<std::int64_t>(IntakeLimits{}.max_objects);

[[noreturn]] void refuse() { throw PlainRefused(); }

std::int64_t whole_at(const PlainValue& dictionary, const PdfKey& key) {
  const PlainValue* const value = dictionary.find(key);
  if (value == nullptr || value->type != ot_integer || value->number < 0) refuse();
  return value->number;
}

bool has_name(const PlainValue& dictionary, const PdfKey& key, std::string_view name) {
  const PlainValue* const value = dictionary.find(key);
  return value != nullptr && value->type == ot_name && value->text == name;
}

/// Undoes the PNG predictors None and Up; tables use no others in practice. `rows` has a filter byte and `width` bytes
/// per row.
std::string without_predictor(std::string_view rows, std::size_t width) {
  if (rows.size() % (width + 1) != 0) refuse();
  std::string out(rows.size() / (width + 1) * width, '\0');
  std::size_t to = 0;
  for (std::size_t at = 0; at < rows.size(); at += width + 1) {
    const char filter = rows[at];
    if (filter != 0 && filter != 2) refuse();
    const bool has_above = to > 0 && filter == 2;
    for (std::size_t i = 1; i <= width; ++i, ++to) {
      const int difference = static_cast<unsigned char>(rows[at + i]);
      const int before = has_above ? static_cast<unsigned char>(out[to - width]) : 0;
      out[to] = static_cast<char>(difference + before);
    }
  }
  return out;
}

std::uint64_t number_of_bytes(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char c : bytes) number = number << 8 | static_cast<unsigned char>(c);
  return number;
}

}  // namespace

PlainPdf::PlainPdf(std::string_view bytes) : bytes_(bytes), room_(IntakeLimits{}.max_stream_bytes) {
  if (!bytes.starts_with("%PDF-")) refuse();
  read_tables(last_table());
  if (trailer_.find("/Encrypt") != nullptr) refuse();
  const PlainValue* const root = trailer_.find("/Root");
  if (root == nullptr || !root->is_reference) refuse();
  root_ = follow(*root);
  if (root_.value == nullptr || root_.value->type != ot_dictionary) refuse();
  const PlainValue* const pages = root_.value->find("/Pages");
  if (pages == nullptr || !pages->is_reference) refuse();
  find_pages(*pages, 0);
}

PlainPdf::PlainPdf(std::string_view bytes, WithoutTables)
    : bytes_(bytes), room_(IntakeLimits{}.max_stream_bytes), is_one_table_(true) {}

std::vector<TableEntry> read_table_entries(std::string_view bytes, std::size_t at) {
  PlainPdf pdf(bytes, PlainPdf::WithoutTables());
  PlainParser parser(bytes, pdf.store_, at);
  pdf.read_table_stream(parser);
  std::vector<TableEntry> entries;
  for (std::size_t number = 0; number < pdf.entries_.size(); ++number) {
    const PlainPdf::Entry& entry = pdf.entries_[number];
    if (entry.kind == PlainPdf::EntryKind::Unknown) continue;
    entries.push_back({static_cast<std::int64_t>(number), entry.kind == PlainPdf::EntryKind::InFile,
                       entry.kind == PlainPdf::EntryKind::Free, entry.place,
                       entry.kind == PlainPdf::EntryKind::InFile ? entry.index : 0});
  }
  return entries;
}

std::size_t PlainPdf::last_table() {
  constexpr std::string_view kWord = "startxref";
  const std::size_t from = bytes_.size() - std::min(bytes_.size(), kTailBytes);
  const std::size_t found = bytes_.substr(from).rfind(kWord);
  if (found == std::string_view::npos) refuse();
  PlainParser parser(bytes_, store_, from + found + kWord.size());
  return static_cast<std::size_t>(parser.count());
}

/// Reads the tables of all saves, the last one first: an entry that is already known is newer and is kept.
void PlainPdf::read_tables(std::size_t at) {
  std::vector<std::size_t> read;
  for (;;) {
    if (read.size() >= kMaxTables || std::find(read.begin(), read.end(), at) != read.end()) refuse();
    read.push_back(at);
    PlainParser parser(bytes_, store_, at);
    const PlainValue own = parser.take_word("xref") ? read_table(parser) : read_table_stream(parser);
    if (own.find("/XRefStm") != nullptr || has_generations_) refuse();
    const bool has_before = own.find("/Prev") != nullptr;
    if (has_before) at = static_cast<std::size_t>(whole_at(own, "/Prev"));
    if (read.size() == 1) trailer_ = own;
    if (!has_before) return;
  }
}

void PlainPdf::add_entry(std::int64_t number, const Entry& entry) {
  if (number < 0 || number > kMaxObjects) refuse();
  const auto index = static_cast<std::size_t>(number);
  if (index >= entries_.size()) entries_.resize(std::max(index + 1, entries_.size() + entries_.size() / 2));
  Entry& known = entries_[index];
  if (known.kind == EntryKind::Unknown) {
    known = entry;
  } else if (is_one_table_ && (known.kind != entry.kind || known.place != entry.place || known.index != entry.index)) {
    refuse();
  }
}

PlainValue PlainPdf::read_table(PlainParser& parser) {
  while (!parser.take_word("trailer")) {
    const std::int64_t first = parser.count();
    const std::int64_t count = parser.count();
    parser.skip_space();
    if (count > kMaxObjects) refuse();
    for (std::int64_t i = 0; i < count; ++i) {
      const std::string_view line = bytes_.substr(parser.at(), kEntryBytes);
      // ISO 32000-2, 7.5.4: each entry has exactly 20 bytes, `0000000017 00000 n` and a line end of two.
      if (line.size() < kEntryBytes || line[10] != ' ' || line[16] != ' ') refuse();
      const std::string_view line_end = line.substr(18);
      if (line_end != " \n" && line_end != " \r" && line_end != "\r\n") refuse();
      PlainParser numbers(line.substr(0, 16), store_);
      const auto place = static_cast<std::uint64_t>(numbers.count());
      const std::int64_t generation = numbers.count();
      const char kind = line[17];
      if ((kind != 'n' && kind != 'f') || (kind == 'n' && generation != 0)) refuse();
      add_entry(first + i, {kind == 'n' ? EntryKind::InFile : EntryKind::Free, false, 0, place});
      parser.go_to(parser.at() + kEntryBytes);
    }
  }
  PlainValue own = parser.value();
  if (own.type != ot_dictionary) refuse();
  return own;
}

PlainValue PlainPdf::read_table_stream(PlainParser& parser) {
  parser.count();
  PlainValue own = read_object(parser);
  if (own.type != ot_stream || !has_name(own, "/Type", "/XRef")) refuse();
  const PlainValue* const fields = own.find("/W");
  if (fields == nullptr || fields->type != ot_array || fields->items.size() != 3) refuse();
  std::array<std::size_t, 3> widths{};
  std::size_t width = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const PlainValue& field = fields->items[i];
    if (field.type != ot_integer || field.number < 0 || field.number > std::int64_t{kMaxEntryFields}) refuse();
    widths[i] = static_cast<std::size_t>(field.number);
    width += widths[i];
  }
  if (width == 0 || widths[1] == 0) refuse();
  std::string rows = unpack(own);
  if (const PlainValue* const parameters = own.find("/DecodeParms")) {
    if (parameters->type != ot_dictionary) refuse();
    const std::int64_t predictor = whole_at(*parameters, "/Predictor");
    // Values from 10 on all mean PNG; each row states its filter.
    if (predictor < 10 || predictor > 15) refuse();
    if (whole_at(*parameters, "/Columns") != static_cast<std::int64_t>(width)) refuse();
    if (parameters->find("/Colors") != nullptr || parameters->find("/BitsPerComponent") != nullptr) refuse();
    rows = without_predictor(rows, width);
  }
  // Without Index, the stream describes all objects from 0 on.
  std::vector<std::int64_t> sections = {0, whole_at(own, "/Size")};
  if (const PlainValue* const index = own.find("/Index")) {
    sections.clear();
    for (const PlainValue& number : index->items) {
      if (number.type != ot_integer || number.number < 0) refuse();
      sections.push_back(number.number);
    }
    if (index->type != ot_array || sections.size() % 2 != 0) refuse();
  }
  std::size_t at = 0;
  for (std::size_t section = 0; section < sections.size(); section += 2) {
    const std::int64_t count = sections[section + 1];
    if (count > kMaxObjects || static_cast<std::uint64_t>(count) * width > rows.size() - at) refuse();
    entries_.reserve(static_cast<std::size_t>(count));
    for (std::int64_t i = 0; i < count; ++i, at += width) {
      const std::string_view row = std::string_view(rows).substr(at, width);
      const std::uint64_t kind = widths[0] == 0 ? 1 : number_of_bytes(row.substr(0, widths[0]));
      const std::uint64_t second = number_of_bytes(row.substr(widths[0], widths[1]));
      const std::uint64_t third = number_of_bytes(row.substr(widths[0] + widths[1]));
      if (kind > 2 || third > std::uint64_t{UINT32_MAX}) refuse();
      has_generations_ = has_generations_ || (kind == 1 && third != 0);
      constexpr EntryKind kKinds[] = {EntryKind::Free, EntryKind::InFile, EntryKind::InStream};
      add_entry(sections[section] + i, {kKinds[kind], false, static_cast<std::uint32_t>(third), second});
    }
  }
  if (at != rows.size()) refuse();
  return own;
}

PlainPlace PlainPdf::follow(const PlainValue& value) {
  if (!value.is_reference) return {&value, 0};
  return {object(value.number), static_cast<int>(std::min(value.number, kMaxObjects + 1))};
}

/// The object with a number; null if the file does not have it. Values are kept in the store, so pointers stay valid.
const PlainValue* PlainPdf::object(std::int64_t number) {
  if (number < 0 || static_cast<std::size_t>(number) >= entries_.size()) return nullptr;
  Entry& entry = entries_[static_cast<std::size_t>(number)];
  if (entry.value != nullptr) return entry.value;
  if (entry.kind == EntryKind::Unknown || entry.kind == EntryKind::Free) return nullptr;
  // An object that needs itself, for example as the length of its own stream.
  if (entry.is_being_read) refuse();
  entry.is_being_read = true;
  PlainValue value;
  if (entry.kind == EntryKind::InStream) {
    value = read_from_stream(number, entry);
  } else {
    PlainParser parser(bytes_, store_, static_cast<std::size_t>(entry.place));
    if (parser.count() != number) refuse();
    value = read_object(parser);
  }
  // An object that is only a reference would have to be followed at every use.
  if (value.is_reference) refuse();
  entry.value = std::construct_at(store_.room<PlainValue>(1), value);
  entry.is_being_read = false;
  return entry.value;
}

/// Reads an object from its generation number on.
PlainValue PlainPdf::read_object(PlainParser& parser) {
  if (parser.count() != 0) refuse();
  parser.expect_word("obj");
  PlainValue value = parser.value();
  if (value.type == ot_dictionary && parser.take_word("stream")) read_stream(value, parser);
  parser.expect_word("endobj");
  return value;
}

void PlainPdf::read_stream(PlainValue& dictionary, PlainParser& parser) {
  if (!parser.take_bytes("\r\n") && !parser.take_bytes("\n")) refuse();
  const PlainValue* const stated = dictionary.find("/Length");
  if (stated == nullptr) refuse();
  const PlainValue* const length = follow(*stated).value;
  if (length == nullptr || length->type != ot_integer || length->number < 0) refuse();
  const std::size_t begin = parser.at();
  if (static_cast<std::uint64_t>(length->number) > bytes_.size() - begin) refuse();
  dictionary.text = bytes_.substr(begin, static_cast<std::size_t>(length->number));
  dictionary.type = ot_stream;
  parser.go_to(begin + dictionary.text.size());
  parser.expect_word("endstream");
}

PlainValue PlainPdf::read_from_stream(std::int64_t number, const Entry& entry) {
  const ObjectStream& stream = object_stream(static_cast<std::int64_t>(entry.place));
  if (entry.index >= stream.objects.size() || stream.objects[entry.index].first != number) refuse();
  PlainParser parser(stream.bytes, store_, stream.objects[entry.index].second);
  return parser.value();
}

const PlainPdf::ObjectStream& PlainPdf::object_stream(std::int64_t number) {
  const auto known = streams_.find(number);
  if (known != streams_.end()) return known->second;
  // Object streams are never inside other object streams.
  if (number < 0 || static_cast<std::size_t>(number) >= entries_.size()) refuse();
  if (entries_[static_cast<std::size_t>(number)].kind != EntryKind::InFile) refuse();
  const PlainValue* const value = object(number);
  if (value->type != ot_stream || !has_name(*value, "/Type", "/ObjStm")) refuse();
  if (value->find("/DecodeParms") != nullptr) refuse();
  ObjectStream stream;
  stream.bytes = unpack(*value);
  const std::int64_t count = whole_at(*value, "/N");
  const auto first = static_cast<std::size_t>(whole_at(*value, "/First"));
  if (count > kMaxObjects || first > stream.bytes.size()) refuse();
  PlainParser parser(std::string_view(stream.bytes).substr(0, first), store_);
  stream.objects.reserve(std::min(static_cast<std::size_t>(count), first));
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t object = parser.count();
    const auto place = static_cast<std::size_t>(parser.count());
    if (place > stream.bytes.size() - first) refuse();
    stream.objects.emplace_back(object, first + place);
  }
  return streams_.emplace(number, std::move(stream)).first->second;
}

/// The bytes of a stream, unpacked or as they are, within the room that is left for the file.
std::string PlainPdf::unpack(const PlainValue& stream) {
  std::optional<std::string> out;
  const std::size_t most = std::min(room_, stream.text.size() * IntakeLimits{}.max_stream_ratio);
  if (has_name(stream, "/Filter", "/FlateDecode")) {
    out = resources::inflate_at_most(stream.text, most);
  } else if (stream.find("/Filter") == nullptr && stream.text.size() <= most) {
    out = std::string(stream.text);
  }
  if (!out) refuse();
  room_ -= out->size();
  return *std::move(out);
}

void PlainPdf::find_pages(const PlainValue& node, int depth) {
  if (!node.is_reference || depth > kMaxPageDepth) refuse();
  const PlainPlace place = follow(node);
  // In a tree every node has one parent; a second visit would be a loop.
  if (place.value == nullptr || place.value->type != ot_dictionary || !nodes_.insert(place.id).second) refuse();
  const PlainValue* const kids = place.value->find("/Kids");
  if (kids == nullptr) {
    if (depth == 0 || !has_name(*place.value, "/Type", "/Page")) refuse();
    pages_.push_back(place);
    return;
  }
  const PlainValue* const list = follow(*kids).value;
  const bool is_top = depth == 0;
  if (list == nullptr || list->type != ot_array || !has_name(*place.value, "/Type", "/Pages") ||
      is_top != (place.value->find("/Parent") == nullptr)) {
    refuse();
  }
  for (const PlainValue& kid : list->items) find_pages(kid, depth + 1);
}

}  // namespace gongwen::intake
