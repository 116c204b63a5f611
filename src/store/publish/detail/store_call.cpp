#include "store/publish/detail/store_call.h"

#include "base/date.h"
#include "base/format.h"
#include "base/json.h"
#include "base/mask_passwords.h"
#include "base/nearest_name.h"
#include "base/sha256.h"
#include "data/values.h"
#include "diagnostics/catalogue/store.h"
#include "schema/schema_fields.h"
#include "store/publish/published_records.h"
#include "store/record_text.h"

#include <algorithm>

namespace gongwen::publish {

namespace messages = diagnostics::messages;
using diagnostics::Origin;

namespace {

/// Finds the nearest title around a pointer, within the record that begins after this many slashes. Empty if there is
/// none.
diagnostics::TextPair label_of_member(const schema::Schema& schema, std::string_view pointer, std::ptrdiff_t record) {
  for (; std::count(pointer.begin(), pointer.end(), '/') > record; pointer = base::parent_pointer(pointer)) {
    const auto field = schema::known_field(schema, pointer);
    if (field && !field->title.chinese.empty()) return diagnostics::TextPair(field->title);
  }
  return {};
}

}  // namespace

StoreCall::StoreCall(const EngineOptions& engine) : types_(record_types_of(engine, run_)) {}

bool StoreCall::open_only(const std::string& location, store::Access access) {
  if (!types_) return false;
  store_ = store::open_store(location, access, types_, run_.sink());
  return store_ && compile();
}

bool StoreCall::open(const std::string& location, store::Access access) {
  if (!open_only(location, access)) return false;
  auto contents = store::read_contents(*store_, workspace());
  if (!contents) return false;
  contents_ = *std::move(contents);
  return true;
}

bool StoreCall::compile() {
  if (!types_) return false;
  auto schemas = store::RecordSchemas::compile(types_, run_.sources(), run_.documents(), run_.sink());
  if (schemas) schemas_.emplace(*std::move(schemas));
  return schemas_.has_value();
}

std::optional<store::RecordType> StoreCall::type_of(std::string_view name) {
  const auto type = types_ ? types_->find(name) : std::nullopt;
  type_ = type;
  if (!type && types_) {
    std::string names;
    for (const store::RecordType one : types_->all()) names += (names.empty() ? "" : ", ") + one.info().name;
    run_.sink().report(messages::StoreUnknownSort, Origin{}, name, names, names);
  }
  return type;
}

std::optional<data::Value> StoreCall::find(store::RecordType type, std::string_view key) {
  if (auto found = store::find_record(contents_, type, key)) return found;
  std::vector<std::string_view> known;
  for (const auto& [other, record] : contents_) {
    if (other.type == type) known.push_back(other.id);
  }
  run_.sink().report(messages::StoreNoRecord, Origin{}, store::describe_key({type, std::string(key)}),
                     base::find_nearest_name(key, known));
  return std::nullopt;
}

std::string StoreCall::edition_of(const store::RecordKey& key) const {
  const auto found = contents_.find(key);
  return found == contents_.end() ? std::string() : base::sha256(data::value_json(found->second));
}

bool StoreCall::is_as_seen(const store::RecordKey& key, const std::optional<std::string>& seen) {
  if (!seen || *seen == edition_of(key)) return true;
  store::report_changed(*store_, key, run_.sink());
  return false;
}

std::optional<std::size_t> StoreCall::apply(const std::vector<store::Change>& changes, const ChangeReason& reason) {
  const store::ChangeNote note{base::format_moment(reason.time), base::mask_passwords(reason.reason), reason.by};
  const auto done = store_->apply(changes, note, run_.sink());
  return done ? std::optional(*done) : std::nullopt;
}

void StoreCall::change(const std::vector<store::Change>& changes, const ChangeReason& reason, RecordChanges& result) {
  if (const auto done = apply(changes, reason)) {
    result.changed = *done;
    result.unchanged = changes.size() - *done;
  }
}

Report StoreCall::report() {
  if (schemas_) {
    const auto schemas = std::make_shared<const store::RecordSchemas>(*std::move(schemas_));
    auto guide = std::make_shared<FieldGuide>();
    // Records come in lists, `/events/0/dates/1`, or alone, `/dates/1`.
    guide->label = [schemas, type = type_, of_form = label_](std::string_view pointer) {
      if (of_form) {
        if (diagnostics::TextPair label = of_form(pointer); !label.chinese.empty()) return label;
      }
      diagnostics::TextPair label = label_of_member(schemas->lists(), pointer, 2);
      return label.chinese.empty() && type ? label_of_member(schemas->of(*type), pointer, 0) : label;
    };
    run_.set_field_guide(std::move(guide));
    for (const diagnostics::Diagnostic& diagnostic : run_.sink().diagnostics()) {
      if (diagnostic.origin.data_place) run_.mark_data(diagnostic.origin.data_place.source);
    }
  }
  return std::move(run_).report();
}

}  // namespace gongwen::publish
