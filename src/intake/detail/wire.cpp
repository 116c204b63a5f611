#include "data/read_json.h"
#include "diagnostics/catalogue/intake.h"
#include "diagnostics/source_lookup.h"
#include "intake/detail/child_process.h"

namespace gongwen::intake {
namespace {

using diagnostics::append_json_string;

class Writer {
 public:
  Writer& texts(std::initializer_list<std::string_view> texts) {
    for (const std::string_view text : texts) {
      comma();
      append_json_string(out_, text);
    }
    return *this;
  }
  Writer& number(std::uint64_t number) {
    comma();
    out_ += std::to_string(number);
    return *this;
  }
  Writer& open() {
    comma();
    out_ += '[';
    return *this;
  }
  Writer& close() {
    out_ += ']';
    return *this;
  }
  std::string finish() && { return std::move(out_); }

 private:
  void comma() {
    if (!out_.empty() && out_.back() != '[') out_ += ',';
  }
  std::string out_;
};

void write(Writer& out, const FieldPlace& place) { out.number(place.page).texts({place.sheet, place.cell}); }

void write(Writer& out, const RawField& field) {
  out.open().number(static_cast<std::uint64_t>(field.type)).texts({field.pointer, field.text, field.shown});
  write(out, field.place);
  out.number(field.button);
  out.close();
}

void write(Writer& out, const FormPart& part) {
  out.open().number(part.first_page).number(part.last_page).number(part.has_given ? 1 : 0);
  for (const std::string& sheet : part.sheets) out.texts({sheet});
  out.close();
}

void write(Writer& out, const LooseCell& cell) {
  out.open().number(static_cast<std::uint64_t>(cell.type)).texts({cell.sheet, cell.text});
  out.number(cell.row).number(cell.column).close();
}

void write(Writer& out, const Notice& notice) {
  out.open().texts({std::string(diagnostics::catalogue_entry(notice.id).id)});
  out.number(notice.of_field ? 1 : 0).texts({notice.pointer});
  write(out, notice.place);
  for (const std::string& argument : notice.arguments) out.texts({argument});
  out.close();
}

/// Takes the values of one list in turn; asking for what is not there makes the whole text wrong.
class Reader {
 public:
  Reader(const data::Value& list, bool& sound) : list_(list), sound_(sound) {
    if (!list.is_array()) sound_ = false;
  }
  std::string text() {
    const auto value = next();
    if (value && value->is_string()) return std::string(value->string());
    sound_ = false;
    return {};
  }
  std::uint64_t number() {
    const auto value = next();
    if (value && value->type() == data::ValueType::Integer && value->integer() >= 0) {
      return static_cast<std::uint64_t>(value->integer());
    }
    sound_ = false;
    return 0;
  }
  template <typename Enumeration>
  Enumeration one_of(std::uint64_t count) {
    const std::uint64_t value = number();
    if (value < count) return static_cast<Enumeration>(value);
    sound_ = false;
    return {};
  }
  FieldPlace place() {
    FieldPlace place;
    place.page = number();
    place.sheet = text();
    place.cell = text();
    return place;
  }
  diagnostics::DiagnosticId message() {
    const auto id = diagnostics::find_message(text());
    if (!id) sound_ = false;
    return id.value_or(diagnostics::messages::IntakeDamaged);
  }
  bool more() const { return sound_ && at_ < list_.size(); }
  std::optional<data::Value> next() {
    return list_.is_array() && at_ < list_.size() ? std::optional(list_.at(at_++)) : std::nullopt;
  }

 private:
  data::Value list_;
  bool& sound_;
  std::size_t at_ = 0;
};

constexpr std::uint64_t kTypes = 5;

RawField parse_field(Reader in) {
  RawField field;
  field.type = in.one_of<RawType>(kTypes);
  field.pointer = in.text();
  field.text = in.text();
  field.shown = in.text();
  field.place = in.place();
  field.button = static_cast<std::uint32_t>(in.number());
  return field;
}

FormPart parse_part(Reader in) {
  FormPart part;
  part.first_page = in.number();
  part.last_page = in.number();
  part.has_given = in.number() == 1;
  while (in.more()) part.sheets.push_back(in.text());
  return part;
}

LooseCell parse_cell(Reader in) {
  LooseCell cell;
  cell.type = in.one_of<RawType>(kTypes);
  cell.sheet = in.text();
  cell.text = in.text();
  cell.row = static_cast<std::uint32_t>(in.number());
  cell.column = static_cast<std::uint32_t>(in.number());
  return cell;
}

Notice parse_notice(Reader in) {
  Notice notice{in.message(), {}};
  notice.of_field = in.number() == 1;
  notice.pointer = in.text();
  notice.place = in.place();
  while (in.more()) notice.arguments.push_back(in.text());
  return notice;
}

template <typename Item, typename Parse>
void parse_list(Reader& in, std::vector<Item>& items, Parse parse, bool& sound) {
  const auto list = in.next();
  if (!list || !list->is_array()) {
    sound = false;
    return;
  }
  for (std::size_t i = 0; i < list->size() && sound; ++i) items.push_back(parse(Reader(list->at(i), sound)));
}

}  // namespace

std::string write_returned_file(const ReturnedFile& file) {
  Writer out;
  out.open().number(static_cast<std::uint64_t>(file.type));
  out.texts({file.stamp.kind, file.stamp.edition, file.stamp.hash, file.given, file.attached_json});
  out.number(file.is_data_workbook ? 1 : 0).number(static_cast<std::uint64_t>(file.saved)).open();
  for (const RawField& field : file.fields) write(out, field);
  out.close().open();
  for (const RawField& field : file.blanks) write(out, field);
  out.close().open();
  for (const FormPart& part : file.parts) write(out, part);
  out.close().open();
  for (const LooseCell& cell : file.loose_cells) write(out, cell);
  out.close().open();
  for (const Notice& notice : file.notices) write(out, notice);
  out.close().texts({file.printed}).close();
  return std::move(out).finish();
}

std::optional<ReturnedFile> parse_returned_file(std::string_view text) {
  diagnostics::DiagnosticSink ignored;
  const auto document = data::read_json(diagnostics::SourceId(0), text, {}, ignored);
  if (!document) return std::nullopt;
  bool sound = true;
  Reader in(document->root(), sound);
  ReturnedFile file;
  file.type = in.one_of<FileType>(3);
  file.stamp.kind = in.text();
  file.stamp.edition = in.text();
  file.stamp.hash = in.text();
  file.given = in.text();
  file.attached_json = in.text();
  file.is_data_workbook = in.number() == 1;
  file.saved = static_cast<base::Moment>(in.number());
  parse_list(in, file.fields, parse_field, sound);
  parse_list(in, file.blanks, parse_field, sound);
  parse_list(in, file.parts, parse_part, sound);
  parse_list(in, file.loose_cells, parse_cell, sound);
  parse_list(in, file.notices, parse_notice, sound);
  file.printed = in.text();
  return sound ? std::optional(std::move(file)) : std::nullopt;
}

}  // namespace gongwen::intake
