#include "gongwen/report.h"

#include "diagnostics/printer.h"
#include "engine/report_contents.h"

#include <algorithm>

namespace gongwen {
namespace {

using diagnostics::Diagnostic;
using diagnostics::Fault;
using diagnostics::Severity;

Status status_of(const Diagnostic& diagnostic) {
  if (diagnostic.severity != Severity::Error) return Status::Done;
  switch (diagnostics::catalogue_entry(diagnostic.id).fault) {
    case Fault::Usage: return Status::BadUsage;
    case Fault::Environment: return Status::BadEnvironment;
    case Fault::Input: break;
  }
  return Status::BadInput;
}

diagnostics::PrintOptions print_options(Language language) {
  diagnostics::PrintOptions options;
  options.language = language == Language::Chinese ? diagnostics::Language::Chinese : diagnostics::Language::English;
  return options;
}

std::size_t count(const std::vector<Diagnostic>& diagnostics, Severity severity) {
  return static_cast<std::size_t>(std::count_if(diagnostics.begin(), diagnostics.end(),
                                                [severity](const Diagnostic& d) { return d.severity == severity; }));
}

}  // namespace

Report::Report() : contents_(std::make_shared<const ReportContents>()) {}
Report::Report(std::shared_ptr<const ReportContents> contents) : contents_(std::move(contents)) {}

/// Of several failures the one that must be mended first decides: surroundings, then usage, then input.
Status Report::status() const {
  Status worst = Status::Done;
  for (const Diagnostic& diagnostic : contents_->diagnostics) worst = std::max(worst, status_of(diagnostic));
  return worst;
}

std::size_t Report::error_count() const { return count(contents_->diagnostics, Severity::Error); }
std::size_t Report::warning_count() const { return count(contents_->diagnostics, Severity::Warning); }

std::string Report::text(Language language) const {
  return diagnostics::print_text(contents_->diagnostics, {contents_->sources.get(), &contents_->documents},
                                 print_options(language));
}

std::string Report::json(Language language) const {
  return diagnostics::print_json(contents_->diagnostics, {contents_->sources.get(), &contents_->documents},
                                 print_options(language));
}

}  // namespace gongwen
