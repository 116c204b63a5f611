#include "intake/wire.h"

#include "base/json.h"
#include "diagnostics/catalogue/intake.h"

namespace gongwen::intake {
namespace {

using base::Json;

void add_place(Json& list, const FieldPlace& place) { list.add(place.page).add(place.sheet).add(place.cell); }

template <typename Enumeration>
int number_of(Enumeration value) {
  return static_cast<int>(value);
}

Json json_of(const RawField& field) {
  Json list = Json::list();
  list.add(number_of(field.type)).add(field.pointer).add(field.text).add(field.shown);
  add_place(list, field.place);
  list.add(field.button);
  return list;
}

Json json_of(const FormPart& part) {
  Json list = Json::list();
  list.add(part.first_page).add(part.last_page).add(part.has_given ? 1 : 0);
  for (const std::string& sheet : part.sheets) list.add(sheet);
  return list;
}

Json json_of(const LooseCell& cell) {
  Json list = Json::list();
  list.add(number_of(cell.type)).add(cell.sheet).add(cell.text).add(cell.row).add(cell.column);
  return list;
}

Json json_of(const Notice& notice) {
  Json list = Json::list();
  list.add(diagnostics::catalogue_entry(notice.id).id).add(notice.of_field ? 1 : 0).add(notice.pointer);
  add_place(list, notice.place);
  for (const std::string& argument : notice.arguments) list.add(argument);
  return list;
}

template <typename Item>
Json json_of(const std::vector<Item>& items) {
  Json list = Json::list();
  for (const Item& item : items) list.add(json_of(item));
  return list;
}

/// The readers have no other messages.
constexpr std::string_view kOwnMessages = "intake/";
/// Pages, rows, columns, buttons.
constexpr std::uint64_t kSmallNumbers = std::uint64_t{1} << 31;
/// Of the year 9999.
constexpr std::uint64_t kMaxMoment = 253'402'300'800;

/// Takes the values of one list in turn; asking for a missing one makes the whole text invalid.
class Reader {
 public:
  Reader(base::JsonView list, bool& sound) : list_(list), sound_(sound) {
    if (!list.is_list()) sound_ = false;
  }
  std::string text() {
    const auto value = next();
    if (value && value->is_text()) return std::string(value->text());
    sound_ = false;
    return {};
  }
  std::uint64_t number() {
    const auto value = next();
    if (const auto number = value ? value->number() : std::nullopt) return *number;
    sound_ = false;
    return 0;
  }
  /// A number below `end`.
  std::uint64_t number_below(std::uint64_t end) {
    const std::uint64_t value = number();
    if (value < end) return value;
    sound_ = false;
    return 0;
  }
  std::uint32_t small_number() { return static_cast<std::uint32_t>(number_below(kSmallNumbers)); }
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
    return place;
  }
  diagnostics::DiagnosticId message() {
    const std::string name = text();
    const auto id = name.starts_with(kOwnMessages) ? diagnostics::find_message(name) : std::nullopt;
    if (!id) sound_ = false;
    return id.value_or(diagnostics::messages::IntakeDamaged);
  }
  bool more() const { return sound_ && at_ < list_.size(); }
  std::optional<base::JsonView> next() {
    return list_.is_list() && at_ < list_.size() ? std::optional(list_.at(at_++)) : std::nullopt;
  }

 private:
  base::JsonView list_;
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
  field.button = in.small_number();
  return field;
}

FormPart parse_part(Reader in) {
  FormPart part;
  part.first_page = in.small_number();
  part.last_page = in.small_number();
  part.has_given = in.flag();
  while (in.more()) part.sheets.push_back(in.text());
  return part;
}

LooseCell parse_cell(Reader in) {
  LooseCell cell;
  cell.type = in.one_of<RawType>(kTypes);
  cell.sheet = in.text();
  cell.text = in.text();
  cell.row = in.small_number();
  cell.column = in.small_number();
  return cell;
}

Notice parse_notice(Reader in) {
  Notice notice{in.message(), {}};
  notice.of_field = in.flag();
  notice.pointer = in.text();
  notice.place = in.place();
  while (in.more()) notice.arguments.push_back(in.text());
  return notice;
}

template <typename Item, typename Parse>
void parse_list(Reader& in, std::vector<Item>& items, Parse parse, bool& sound) {
  const auto list = in.next();
  if (!list || !list->is_list()) {
    sound = false;
    return;
  }
  for (std::size_t i = 0; i < list->size() && sound; ++i) items.push_back(parse(Reader(list->at(i), sound)));
}

}  // namespace

std::string write_returned_file(const ReturnedFile& file) {
  Json list = Json::list();
  list.add(number_of(file.type));
  list.add(file.stamp.kind).add(file.stamp.edition).add(file.stamp.hash).add(file.given).add(file.attached_json);
  list.add(file.is_data_workbook ? 1 : 0).add(file.saved);
  list.add(json_of(file.fields)).add(json_of(file.blanks)).add(json_of(file.parts)).add(json_of(file.loose_cells));
  list.add(json_of(file.notices)).add(file.printed);
  return list.text();
}

std::optional<ReturnedFile> parse_returned_file(std::string_view text) {
  const std::optional<Json> read = base::parse_json(text);
  if (!read) return std::nullopt;
  bool sound = true;
  Reader in(read->view(), sound);
  ReturnedFile file;
  file.type = in.one_of<FileType>(3);
  file.stamp.kind = in.text();
  file.stamp.edition = in.text();
  file.stamp.hash = in.text();
  file.given = in.text();
  file.attached_json = in.text();
  file.is_data_workbook = in.flag();
  file.saved = static_cast<base::Moment>(in.number_below(kMaxMoment));
  parse_list(in, file.fields, parse_field, sound);
  parse_list(in, file.blanks, parse_field, sound);
  parse_list(in, file.parts, parse_part, sound);
  parse_list(in, file.loose_cells, parse_cell, sound);
  parse_list(in, file.notices, parse_notice, sound);
  file.printed = in.text();
  return sound ? std::optional(std::move(file)) : std::nullopt;
}

}  // namespace gongwen::intake
