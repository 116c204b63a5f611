#include "gongwen/report.h"

#include "diagnostics/json_text.h"
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

/// `note: data.json: /issuer is not given, so it is "…" (issuer)`
std::string defaults_text(const std::vector<AppliedDefault>& defaults, Language language) {
  const bool chinese = language == Language::Chinese;
  std::string text;
  for (const AppliedDefault& applied : defaults) {
    const std::string_view title = applied.title.in(print_options(language).language);
    text += (chinese ? "说明：" : "note: ") + applied.file + (chinese ? "：未给出 " : ": ") + applied.pointer;
    if (!title.empty()) text.append(chinese ? "（" : " (").append(title).append(chinese ? "）" : ")");
    text += (chinese ? "，取默认值 " : " is not given, so it is ") + applied.json + "\n";
  }
  return text;
}

std::string defaults_json(const std::vector<AppliedDefault>& defaults) {
  std::string json;
  for (const AppliedDefault& applied : defaults) {
    json += json.empty() ? "{\"file\":" : ",{\"file\":";
    diagnostics::append_json_string(json, applied.file);
    json += ",\"pointer\":";
    diagnostics::append_json_string(json, applied.pointer);
    json += ",\"value\":" + applied.json;
    if (!applied.title.chinese.empty()) {
      json += ",\"title\":{\"zh\":";
      diagnostics::append_json_string(json, applied.title.chinese);
      json += ",\"en\":";
      diagnostics::append_json_string(json, applied.title.english);
      json += "}";
    }
    json += "}";
  }
  return "[" + json + "]";
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
  return defaults_text(contents_->defaults, language) +
         diagnostics::print_text(contents_->diagnostics, {contents_->sources.get(), contents_->documents.get(), {}},
                                 print_options(language));
}

std::string Report::json(Language language) const {
  const auto is_data = [this](diagnostics::SourceId source) {
    return contents_->data_sources.contains(source);
  };
  std::string json = diagnostics::print_json(
      contents_->diagnostics, {contents_->sources.get(), contents_->documents.get(), is_data}, print_options(language));
  if (contents_->defaults.empty()) return json;
  // One object more in the object that ends here.
  return json.substr(0, json.rfind('}')) + ",\"defaults\":" + defaults_json(contents_->defaults) + "}\n";
}

}  // namespace gongwen
