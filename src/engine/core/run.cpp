#include "engine/core/run.h"

#include "diagnostics/catalogue/engine.h"

namespace gongwen::engine {
namespace {

using diagnostics::DataDescription;
using diagnostics::DataPlace;
using diagnostics::SourceId;

/// Sources of one part have numbers below this; those of the next part follow.
constexpr std::size_t kSourcesOfPart = 1 << 20;

using Parts = std::vector<std::shared_ptr<const ReportContents>>;

SourceId moved(SourceId source, std::size_t part) {
  return source ? SourceId(source.index() + part * kSourcesOfPart) : source;
}

void move_origin(diagnostics::Origin& origin, std::size_t part) {
  origin.template_place.source = moved(origin.template_place.source, part);
  origin.data_place.source = moved(origin.data_place.source, part);
}

/// Answers for all parts: a number identifies the part and the source in it.
class MergedLookup final : public diagnostics::SourceLookup, public diagnostics::DataLookup {
 public:
  explicit MergedLookup(Parts parts) : parts_(std::move(parts)) {}

  std::string_view source_name(SourceId source) const override {
    const ReportContents* const part = part_of(source);
    return part == nullptr ? std::string_view() : part->sources->source_name(within(source));
  }
  std::string_view source_text(SourceId source) const override {
    const ReportContents* const part = part_of(source);
    return part == nullptr ? std::string_view() : part->sources->source_text(within(source));
  }
  diagnostics::LineColumn source_start(SourceId source) const override {
    const ReportContents* const part = part_of(source);
    return part == nullptr ? diagnostics::LineColumn() : part->sources->source_start(within(source));
  }
  std::optional<DataDescription> describe(DataPlace place) const override {
    const ReportContents* const part = part_of(place.source);
    if (part == nullptr) return std::nullopt;
    std::optional<DataDescription> description = part->documents->describe({within(place.source), place.node});
    if (description) {
      description->span.source = moved(description->span.source, place.source.index() / kSourcesOfPart);
    }
    return description;
  }

 private:
  const ReportContents* part_of(SourceId source) const {
    const std::size_t part = source ? source.index() / kSourcesOfPart : parts_.size();
    return part < parts_.size() ? parts_[part].get() : nullptr;
  }
  static SourceId within(SourceId source) { return SourceId(source.index() % kSourcesOfPart); }

  Parts parts_;
};

}  // namespace

Run::Run(std::shared_ptr<const RunBasis> basis, KindMessages messages)
    : basis_(std::move(basis)),
      sources_(std::make_shared<resources::SourceStore>(basis_->sources)),
      documents_(basis_->documents) {
  if (messages == KindMessages::Leave) return;
  for (const diagnostics::Diagnostic& diagnostic : basis_->diagnostics) sink_.add(diagnostic);
}

void report_stop(base::StopReason reason, diagnostics::DiagnosticSink& sink) {
  const bool is_cancelled = reason == base::StopReason::Cancelled;
  sink.report(is_cancelled ? diagnostics::messages::EngineCancelled : diagnostics::messages::EngineDeadlinePassed,
              diagnostics::Origin{});
}

void Run::obey(const RenderOptions& options) {
  stop_check_.emplace(options.stop, options.deadline);
  sink_.set_stop_check(stop_check_->is_needed() ? &*stop_check_ : nullptr);
}

bool Run::attempt(const std::function<bool()>& step) {
  try {
    return step();
  } catch (const base::WorkStopped& stopped) {
    report_stop(stopped.reason, sink_);
    return false;
  }
}

void Run::promote_open_warnings() {
  const std::vector<diagnostics::Diagnostic>& all = sink_.diagnostics();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].severity != diagnostics::Severity::Warning) continue;
    if (settled_ && (settled_->confirmed.contains(i) || settled_->added.contains(i))) continue;
    // The report puts the settled ones right again.
    return sink_.promote_warnings();
  }
}

std::vector<diagnostics::Diagnostic> Run::told() const {
  if (!settled_) return sink_.diagnostics();
  std::vector<diagnostics::Diagnostic> told;
  const std::vector<diagnostics::Diagnostic>& all = sink_.diagnostics();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (settled_->confirmed.contains(i)) continue;
    told.push_back(all[i]);
    if (settled_->added.contains(i)) told.back().severity = diagnostics::Severity::Warning;
  }
  return told;
}

Report Run::report() && {
  auto contents = std::make_shared<ReportContents>();
  contents->sources = std::move(sources_);
  contents->documents = std::make_shared<const data::DocumentRegistry>(std::move(documents_));
  contents->diagnostics = told();
  if (settled_) contents->confirmed = settled_->confirmed.size();
  contents->defaults = std::move(defaults_);
  contents->readings = std::move(readings_);
  contents->passed_over = passed_over_;
  if (field_guide_) {
    for (const SourceId source : data_sources_) contents->guides.emplace(source, field_guide_);
  }
  contents->data_sources = std::move(data_sources_);
  contents->owner_of_titles = std::move(basis_);
  return Report(std::move(contents));
}

Report merge_reports(std::vector<Report> reports) {
  Parts parts;
  for (const Report& report : reports) parts.push_back(report.contents());
  auto merged = std::make_shared<ReportContents>();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    for (diagnostics::Diagnostic diagnostic : parts[i]->diagnostics) {
      move_origin(diagnostic.origin, i);
      for (diagnostics::Note& note : diagnostic.notes) move_origin(note.origin, i);
      merged->diagnostics.push_back(std::move(diagnostic));
    }
    for (const SourceId source : parts[i]->data_sources) merged->data_sources.insert(moved(source, i));
    for (const auto& [source, guide] : parts[i]->guides) merged->guides.emplace(moved(source, i), guide);
    if (parts[i]->confirmed) merged->confirmed = merged->confirmed.value_or(0) + *parts[i]->confirmed;
    merged->defaults.insert(merged->defaults.end(), parts[i]->defaults.begin(), parts[i]->defaults.end());
    merged->readings.insert(merged->readings.end(), parts[i]->readings.begin(), parts[i]->readings.end());
  }
  const auto lookup = std::make_shared<const MergedLookup>(std::move(parts));
  merged->sources = lookup;
  merged->documents = lookup;
  return Report(std::move(merged));
}

}  // namespace gongwen::engine
