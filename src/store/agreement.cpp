#include "store/agreement.h"

#include "base/json.h"
#include "data/values.h"
#include "diagnostics/catalogue/store.h"
#include "store/record_text.h"

#include <algorithm>

namespace gongwen::store {
namespace {

using data::Value;

/// Returns the choice of the entries that describe the same thing as records of this form; empty if absent.
std::string_view choice_for(const Agreement& agreement, std::string_view form) {
  const auto found =
      std::find_if(agreement.forms.begin(), agreement.forms.end(), [&](const auto& one) { return one.first == form; });
  return found == agreement.forms.end() ? std::string_view() : std::string_view(found->second);
}

bool has_day(RecordType type, const Value& record, std::string_view day) {
  const std::vector<Value> days = list_member(record, type.info().dates);
  return std::any_of(days.begin(), days.end(),
                     [day](const Value& one) { return one.is_string() && one.string() == day; });
}

}  // namespace

void check_agreement(RecordType type, const Value& record, const StoreContents& contents, const RecordTypes& types,
                     diagnostics::DiagnosticSink& sink) {
  for (const RecordReference& reference : type.info().references) {
    const Agreement& agreement = reference.agreement;
    const std::string_view choice = choice_for(agreement, text_member(record, type.info().form));
    const auto other_type = choice.empty() ? std::nullopt : types.find(reference.type);
    if (!other_type) continue;
    const std::size_t last = reference.at.rfind('/');
    for_each_at(record, reference.at.substr(0, last), [&](const Value& item) {
      const std::string name(text_member(item, reference.at.substr(last + 1)));
      const auto other = name.empty() ? std::nullopt : find_record(contents, *other_type, name);
      if (!other) return;
      for (const Value& entry : list_member(*other, agreement.entries)) {
        const auto theirs = entry.find(agreement.member);
        const std::string_view day = text_member(entry, "date");
        if (!theirs || text_member(entry, agreement.choice) != choice || !has_day(type, record, day)) continue;
        for (const std::string& at : agreement.at) {
          const auto ours = item.resolve(at);
          if (!ours || data::value_json(*ours) == data::value_json(*theirs)) continue;
          sink.report(diagnostics::messages::StoreDisagrees, ours->origin(), describe_key({*other_type, name}),
                      agreement.entries, day);
        }
      }
    });
  }
}

}  // namespace gongwen::store
