#include "diagnostics/diagnostic.h"

#include <algorithm>

namespace gongwen::diagnostics {
namespace {

template <typename Number>
void append_bytes(std::string& key, Number number) {
  key.append(reinterpret_cast<const char*>(&number), sizeof number);
}

/// Diagnostics with equal keys report the same error at the same place.
std::string identity_key(const Diagnostic& diagnostic) {
  std::string key;
  append_bytes(key, diagnostic.id);
  append_bytes(key, diagnostic.origin.template_place.source.value);
  append_bytes(key, diagnostic.origin.template_place.begin);
  append_bytes(key, diagnostic.origin.data_place.source.value);
  append_bytes(key, diagnostic.origin.data_place.node);
  key += diagnostic.absent_member;
  for (const std::string& argument : diagnostic.arguments) {
    append_bytes(key, argument.size());
    key += argument;
  }
  return key;
}

}  // namespace

bool DiagnosticSink::tolerates(DiagnosticId id) const {
  return std::find(tolerated_.begin(), tolerated_.end(), id) != tolerated_.end();
}

Diagnostic* DiagnosticSink::add(Diagnostic diagnostic) {
  if (tolerates(diagnostic.id) && diagnostic.severity == Severity::Error) diagnostic.severity = Severity::Warning;
  errors_ += diagnostic.severity == Severity::Error;
  ++reports_;
  if (!seen_.insert(identity_key(diagnostic)).second) return nullptr;
  diagnostics_.push_back(std::move(diagnostic));
  return &diagnostics_.back();
}

void DiagnosticSink::promote_warnings() {
  for (Diagnostic& diagnostic : diagnostics_) {
    if (diagnostic.severity != Severity::Warning) continue;
    diagnostic.severity = Severity::Error;
    ++errors_;
  }
}

}  // namespace gongwen::diagnostics
