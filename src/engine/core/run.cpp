#include "engine/core/run.h"

#include "diagnostics/catalogue/engine.h"

// A run owns everything that one operation reads and reports. Reports of several runs are merged by renumbering: each
// run's sources get a range of numbers, so that no source has to be copied.
namespace gongwen::engine {
namespace {

using diagnostics::DataDescription;
using diagnostics::DataPlace;
using diagnostics::SourceId;

/// Each part gets a range of this size for the numbers of its sources.
constexpr std::size_t kSourcesOfPart = 1 << 20;

using Parts = std::vector<std::shared_ptr<const ReportContents>>;

/// The number of a source in the merged report.
SourceId moved(SourceId source, std::size_t part) {
  return source ? SourceId(source.index() + part * kSourcesOfPart) : source;
}

void move_origin(diagnostics::Origin& origin, std::size_t part) {
  origin.template_place.source = moved(origin.template_place.source, part);
  origin.data_place.source = moved(origin.data_place.source, part);
}

/// Looks up sources and documents in all parts: the number identifies the part and its source.
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
  // The numbers of sources tell which part they are of: part 2 has those from 2 * kSourcesOfPart on.
  const ReportContents* part_of(SourceId source) const {
    // An invalid number belongs to no part.
    const std::size_t part = source ? source.index() / kSourcesOfPart : parts_.size();
    return part < parts_.size() ? parts_[part].get() : nullptr;
  }
  static SourceId within(SourceId source) { return SourceId(source.index() % kSourcesOfPart); }

  Parts parts_;
};

}  // namespace

/// The run's store of sources starts from those of the kind, so that messages can quote templates.
Run::Run(std::shared_ptr<const RunBasis> basis, KindMessages messages)
    : basis_(std::move(basis)),
      sources_(std::make_shared<resources::SourceStore>(basis_->sources)),
      documents_(basis_->documents) {
  // Messages of the kind come first: its errors explain the others.
  if (messages == KindMessages::Leave) return;
  for (const diagnostics::Diagnostic& diagnostic : basis_->diagnostics) sink_.add(diagnostic);
}

void report_stop(base::StopReason reason, diagnostics::DiagnosticSink& sink) {
  const bool is_cancelled = reason == base::StopReason::Cancelled;
  sink.report(is_cancelled ? diagnostics::messages::EngineCancelled : diagnostics::messages::EngineDeadlinePassed,
              diagnostics::Origin{});
}

/// Options without stop or deadline leave the sink without a check, which costs nothing.
void Run::obey(const RenderOptions& options) {
  stop_check_.emplace(options.stop, options.deadline);
  sink_.set_stop_check(stop_check_->is_needed() ? &*stop_check_ : nullptr);
}

/// The only place that catches a stop; steps below let it pass.
bool Run::attempt(const std::function<bool()>& step) {
  try {
    return step();
  } catch (const base::WorkStopped& stopped) {
    report_stop(stopped.reason, sink_);
    return false;
  }
}

/// In a strict run warnings are errors, except confirmed ones.
void Run::promote_open_warnings() {
  const std::vector<diagnostics::Diagnostic>& all = sink_.diagnostics();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].severity != diagnostics::Severity::Warning) continue;
    if (settled_ && (settled_->confirmed.contains(i) || settled_->added.contains(i))) continue;
    // Settled ones become warnings again in the report.
    return sink_.promote_warnings();
  }
}

/// Added ones are warnings even in a strict run: this call confirms them.
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

/// Moves everything out: the run is not used again. The basis is kept, since titles refer to its schema.
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
    // Guides are stored by source, since merged reports have forms of several kinds.
    for (const SourceId source : data_sources_) contents->guides.emplace(source, field_guide_);
  }
  contents->data_sources = std::move(data_sources_);
  contents->owner_of_titles = std::move(basis_);
  return Report(std::move(contents));
}

/// `skipped` is not added up, since it concerns single pages.
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
    // Absent unless a part compared its warnings with a list.
    if (parts[i]->confirmed) merged->confirmed = merged->confirmed.value_or(0) + *parts[i]->confirmed;
    merged->defaults.insert(merged->defaults.end(), parts[i]->defaults.begin(), parts[i]->defaults.end());
    merged->readings.insert(merged->readings.end(), parts[i]->readings.begin(), parts[i]->readings.end());
  }
  // The parts stay alive in the lookup: diagnostics refer to their sources and documents.
  const auto lookup = std::make_shared<const MergedLookup>(std::move(parts));
  merged->sources = lookup;
  merged->documents = lookup;
  return Report(std::move(merged));
}

}  // namespace gongwen::engine
