#include "base/json.h"
#include "diagnostics/catalogue/intake.h"
#include "intake/signed_pdf.h"

#include <limits>

namespace gongwen::intake {
namespace {

using base::Json;
using base::JsonView;

std::string hexadecimal(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    text += kDigits[static_cast<unsigned char>(c) >> 4U];
    text += kDigits[static_cast<unsigned char>(c) & 15U];
  }
  return text;
}

std::optional<std::string> from_hexadecimal(std::string_view text) {
  const auto digit = [](char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  };
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    if (digit(text[i]) < 0 || digit(text[i + 1]) < 0) return std::nullopt;
    bytes += static_cast<char>(digit(text[i]) * 16 + digit(text[i + 1]));
  }
  return bytes;
}

Json json_of_change(const FileChange& change) {
  Json list = Json::list();
  list.add(static_cast<int>(change.kind)).add(change.page).add(change.field).add(change.object).add(change.detail);
  list.add(change.before).add(change.after).add(static_cast<int>(change.effect)).add(static_cast<int>(change.why));
  return list;
}

Json json_of_signature(const SignatureFacts& facts) {
  Json faults = Json::list();
  for (const RangeFault fault : facts.faults) faults.add(static_cast<int>(fault));
  Json range = Json::list();
  for (const std::uint64_t number : facts.range) range.add(number);
  Json list = Json::list();
  list.add(facts.field).add(facts.page).add(facts.is_visible ? 1 : 0).add(facts.is_timestamp ? 1 : 0);
  list.add(facts.sub_filter).add(facts.name).add(facts.reason).add(facts.location).add(facts.time);
  list.add(hexadecimal(facts.contents)).add(std::move(range)).add(std::move(faults));
  list.add(facts.revision).add(facts.certification);
  list.add(static_cast<int>(facts.lock.action)).add(Json::list_of(facts.lock.fields)).add(facts.lock.permissions);
  return list;
}

Json json_of_revision(const RevisionFacts& facts) {
  Json changes = Json::list();
  for (const FileChange& change : facts.changes) changes.add(json_of_change(change));
  Json list = Json::list();
  list.add(facts.end).add(std::move(changes));
  return list;
}

Json json_of_ders(const std::vector<std::string>& ders) {
  Json list = Json::list();
  for (const std::string& der : ders) list.add(hexadecimal(der));
  return list;
}

/// Takes the items of one list in turn. What does not fit makes the whole answer invalid.
class Items {
 public:
  Items(JsonView list, bool& sound) : list_(list), sound_(sound) {
    if (!list.is_list()) sound_ = false;
  }
  std::optional<JsonView> next() {
    if (sound_ && at_ < list_.size()) return list_.at(at_++);
    sound_ = false;
    return std::nullopt;
  }
  std::string text() {
    const auto value = next();
    if (value && value->is_text()) return std::string(value->text());
    sound_ = false;
    return {};
  }
  std::uint64_t number(std::uint64_t end = std::numeric_limits<std::uint64_t>::max()) {
    const auto value = next();
    const auto number = value ? value->number() : std::nullopt;
    if (number && (*number < end || end == std::numeric_limits<std::uint64_t>::max())) return *number;
    sound_ = false;
    return 0;
  }
  std::string bytes() {
    auto decoded = from_hexadecimal(text());
    if (!decoded) sound_ = false;
    return decoded ? *std::move(decoded) : std::string();
  }
  bool flag() { return number(2) == 1; }
  /// Calls `take(view)` for each item of the list that is next.
  template <typename Take>
  void each(Take take) {
    const auto value = next();
    if (!value || !value->is_list()) {
      sound_ = false;
      return;
    }
    for (std::size_t i = 0; i < value->size() && sound_; ++i) take(value->at(i));
  }

 private:
  JsonView list_;
  bool& sound_;
  std::size_t at_ = 0;
};

constexpr std::uint64_t kNumbers = std::uint64_t{1} << 31;

FileChange parse_change(Items in) {
  FileChange change;
  change.kind = static_cast<ChangeKind>(in.number(kChangeKinds));
  change.page = in.number(kNumbers);
  change.field = in.text();
  change.object = static_cast<int>(in.number(kNumbers));
  change.detail = in.text();
  change.before = in.text();
  change.after = in.text();
  change.effect = static_cast<Effect>(in.number(kEffects));
  change.why = static_cast<NotJudgedWhy>(in.number(kNotJudgedReasons));
  return change;
}

SignatureFacts parse_signature(Items in, bool& sound) {
  constexpr std::uint64_t kActions = 4;
  constexpr std::uint64_t kLevels = 4;
  SignatureFacts facts;
  facts.field = in.text();
  facts.page = in.number(kNumbers);
  facts.is_visible = in.flag();
  facts.is_timestamp = in.flag();
  facts.sub_filter = in.text();
  facts.name = in.text();
  facts.reason = in.text();
  facts.location = in.text();
  facts.time = in.text();
  facts.contents = in.bytes();
  in.each([&](JsonView item) {
    const auto number = item.number();
    if (!number) sound = false;
    facts.range.push_back(number.value_or(0));
  });
  in.each([&](JsonView item) {
    const auto number = item.number();
    if (!number || *number >= kRangeFaults) sound = false;
    facts.faults.push_back(static_cast<RangeFault>(number && *number < kRangeFaults ? *number : 0));
  });
  facts.revision = in.number();
  facts.certification = static_cast<int>(in.number(kLevels));
  facts.lock.action = static_cast<FieldLock::Action>(in.number(kActions));
  in.each([&](JsonView item) { facts.lock.fields.emplace_back(item.text()); });
  facts.lock.permissions = static_cast<int>(in.number(kLevels));
  return facts;
}

RevisionFacts parse_revision(Items in, bool& sound) {
  RevisionFacts facts;
  facts.end = in.number();
  in.each([&](JsonView item) { facts.changes.push_back(parse_change({item, sound})); });
  return facts;
}

Notice parse_signed_notice(Items in, bool& sound) {
  const auto id = diagnostics::find_message(in.text());
  if (!id) sound = false;
  Notice notice{id.value_or(diagnostics::messages::IntakeDamaged), {}};
  in.each([&](JsonView item) { notice.arguments.emplace_back(item.text()); });
  return notice;
}

}  // namespace

std::string write_signed_pdf(const SignedPdf& file) {
  Json signatures = Json::list();
  for (const SignatureFacts& facts : file.signatures) signatures.add(json_of_signature(facts));
  Json revisions = Json::list();
  for (const RevisionFacts& facts : file.revisions) revisions.add(json_of_revision(facts));
  Json notices = Json::list();
  for (const Notice& notice : file.notices) {
    Json list = Json::list();
    list.add(diagnostics::catalogue_entry(notice.id).id).add(Json::list_of(notice.arguments));
    notices.add(std::move(list));
  }
  Json list = Json::list();
  list.add(std::move(signatures)).add(std::move(revisions)).add(json_of_ders(file.certificates));
  list.add(json_of_ders(file.crls)).add(json_of_ders(file.ocsps)).add(std::move(notices));
  list.add(file.unlisted);
  return list.text();
}

std::optional<SignedPdf> parse_signed_pdf(std::string_view text) {
  const std::optional<Json> read = base::parse_json(text);
  if (!read) return std::nullopt;
  bool sound = true;
  SignedPdf file;
  Items in(read->view(), sound);
  in.each([&](JsonView item) { file.signatures.push_back(parse_signature({item, sound}, sound)); });
  in.each([&](JsonView item) { file.revisions.push_back(parse_revision({item, sound}, sound)); });
  for (std::vector<std::string>* const list : {&file.certificates, &file.crls, &file.ocsps}) {
    in.each([&](JsonView item) {
      auto der = from_hexadecimal(item.text());
      if (!der) sound = false;
      list->push_back(der.value_or(std::string()));
    });
  }
  in.each([&](JsonView item) { file.notices.push_back(parse_signed_notice({item, sound}, sound)); });
  file.unlisted = in.number(kNumbers);
  for (const SignatureFacts& facts : file.signatures) {
    if (facts.revision >= file.revisions.size()) sound = false;
  }
  return sound ? std::optional(std::move(file)) : std::nullopt;
}

}  // namespace gongwen::intake
