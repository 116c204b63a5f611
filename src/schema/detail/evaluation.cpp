#include "schema/detail/evaluation.h"

#include "data/value_order.h"
#include "diagnostics/catalogue/data.h"

namespace gongwen::schema {

using diagnostics::DiagnosticId;
namespace messages = diagnostics::messages;

void Evaluation::stop(diagnostics::Diagnostic reason) {
  if (!stopped_) stopped_ = std::move(reason);
}

/// The verdict is known, and no more faults can be told.
bool Evaluation::has_enough() const { return collector_ != nullptr && collector_->overflowed(); }

bool Evaluation::may_go_on(const SchemaNode& node, const data::Value& value) {
  if (stopped_ || has_enough()) return false;
  const auto reason = [&](DiagnosticId id, std::uint64_t limit) {
    stop({id, diagnostics::Severity::Error, {node.schema.span(), value.place()}, {std::to_string(limit)}, {}});
    return false;
  };
  if (++steps_ > limits_.most_steps) return reason(messages::DataSchemaTooCostly, limits_.most_steps);
  if (depth_ >= limits_.most_depth) return reason(messages::DataSchemaEndless, limits_.most_depth);
  return true;
}

bool Evaluation::apply(SchemaId schema, const data::Value& value, EvaluatedSet* evaluated) {
  const SchemaNode& node = program_.at(schema);
  if (!may_go_on(node, value)) return false;
  const bool enters_resource = dynamic_scope_.empty() || dynamic_scope_.back() != node.resource;
  if (enters_resource) dynamic_scope_.push_back(node.resource);
  if (collector_ != nullptr) collector_->enter(schema, value);
  ++depth_;

  // Only what is in and under a schema counts for its own unevaluated checks, not what stands
  // beside it.
  EvaluatedSet own;
  const Subject subject{schema, value, node.tracks_evaluation ? &own : evaluated};
  const bool valid = run_checks(node, subject);
  if (node.tracks_evaluation && evaluated != nullptr) evaluated->merge(own);

  --depth_;
  if (collector_ != nullptr) collector_->leave();
  if (enters_resource) dynamic_scope_.pop_back();
  return valid && !stopped_;
}

bool Evaluation::run_checks(const SchemaNode& node, const Subject& subject) {
  if (node.refuses_all) {
    if (collector_ != nullptr) collector_->nothing_allowed(subject.value);
    return false;
  }
  bool valid = true;
  for (const SchemaCheck& any_check : node.checks) {
    valid &= std::visit([&](const auto& known_check) { return check(known_check, subject); }, any_check);
    if (!valid && collector_ == nullptr) return false;
  }
  return valid;
}

bool Evaluation::search(const Pattern& pattern, std::string_view text, const data::Value& at) {
  const Pattern::Result result = pattern.search(text);
  if (result == Pattern::Result::TooCostly) {
    const data::ShownValue shown = data::shown_value(at);
    stop({messages::DataPatternTooCostly,
          diagnostics::Severity::Error,
          at.origin(),
          {data::shown_text(pattern.source()), shown.chinese, shown.english},
          {}});
  }
  return result == Pattern::Result::Found;
}

}  // namespace gongwen::schema
