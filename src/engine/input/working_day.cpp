#include "engine/input/working_day.h"

#include "base/format.h"
#include "engine/core/run.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "templating/expression.h"

#include <array>

namespace gongwen::engine {

// Uses the test of templates, so that calendars are read in the same way everywhere. Messages are dropped; if the
// calendars cannot be read, weekends are free.
bool is_working_day(const std::vector<std::string>& folders, const base::Date& day) {
  Run run;
  std::vector<resources::Folder> calendars_from;
  for (const std::string& folder : folders) calendars_from.emplace_back(folder, folder);
  const Calendars calendars = read_calendars(calendars_from, run.sources(), run.documents(), run.sink());
  // `'2026-10-01' is working_day(calendar)`.
  const std::string text = fmt::format("'{}' is working_day(calendar)", base::iso_text(day));
  const diagnostics::SourceId source = run.sources().add("working_day", text);
  const auto asked = templating::CompiledExpression::compile({source, run.sources().source_text(source)}, run.sink());
  const std::array<templating::Binding, 1> bindings{
      templating::Binding{"calendar", std::span<const data::Value>(calendars.roots)}};
  const auto works = asked ? asked->is_true(bindings, {}, run.sink()) : base::Expected<bool>(base::kReported);
  return works ? *works : !base::is_weekend(day);
}

}  // namespace gongwen::engine
