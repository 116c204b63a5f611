#include "engine/stream/detail/stream_workbook.h"

#include "base/utf8.h"
#include "data/document.h"
#include "data/readers.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/texts/engine.h"
#include "engine/core/detail/read_source.h"
#include "engine/core/run.h"
#include "engine/input/data_book.h"
#include "engine/input/read_data.h"
#include "engine/render/detail/laid_out_fields.h"
#include "engine/stream/detail/list_feed.h"
#include "engine/stream/detail/list_proof.h"
#include "engine/stream/detail/row_pump.h"
#include "resources/file_tree.h"
#include "schema/apply_defaults.h"
#include "schema/list_schema.h"
#include "schema/table_cells.h"
#include "templating/render.h"
#include "templating/template_set.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Streaming: ListFeed gives items to the template in stretches; after each stretch RowPump styles the new rows, hands
// them to the writer of the file, and removes them from the tree. So memory holds three stretches, for a list of any
// length. If anything is unusual, streaming gives up silently, and the whole list is read the usual way, which reports
// errors or makes the workbook.
namespace gongwen::engine {

namespace messages = diagnostics::messages;
namespace texts = diagnostics::texts;

namespace {

/// XML bytes for each byte of JSON Lines: names become cell references, and characters may be escaped. Packed, the
/// parts never take more than the list. The room is reserved because the library reports a full disk only on standard
/// error.
constexpr std::uint64_t kPartBytesPerByte = 4;

/// Output for each byte of JSON Lines. The default limit of output protects memory, which streaming does not use; a
/// limit that the caller has chosen applies.
constexpr std::uint64_t kOutputPerByte = 8;

templating::Limits stream_limits(const Limits& limits, std::uint64_t bytes, const base::StopCheck* stop_check) {
  templating::Limits result = templating_limits(limits, stop_check);
  if (limits.output == Limits().output) result.output_bytes = std::max(limits.output, bytes * kOutputPerByte);
  return result;
}

/// One workbook made by streaming.
class WorkbookStreaming {
 public:
  WorkbookStreaming(const std::shared_ptr<const CompiledKind>& kind, const DataSource& source,
                    const RenderOptions& options)
      : kind_(*kind),
        output_(*kind->find_output(Format::Xlsx)),
        source_(source),
        options_(options),
        run_(kind, Run::KindMessages::Leave) {
    run_.obey(options);
  }

  /// Returns nullopt whenever the usual way must be taken; any message in the run's sink is such a reason.
  std::optional<FinishedFile> make(const std::string& target, Run& run) {
    if (!open_list() || !read_base()) {
      note_reason(run);
      return std::nullopt;
    }
    std::unique_ptr<resources::AtomicFile> place;
    if (!target.empty())
      place = std::make_unique<resources::AtomicFile>(target, resources::Existing::Replace,
                                                      kind_.engine_options->temporary_folder);
    // The usual way would only find out the same after a long time.
    if (place && !place->open(run.sink())) return FinishedFile();
    FinishedFile finished = place ? make_in(std::move(place)) : make_in_memory();
    if (finished.size() == 0 || !run_.sink().diagnostics().empty()) {
      if (feed_->refused_by_item()) reason_ = WholeReason{texts::EngineWholeItems};
      note_reason(run);
      return std::nullopt;
    }
    // A streamed workbook has one sheet.
    finished.pages = 1;
    report_proof(run);
    // Items have no defaults in their schema.
    for (AppliedDefault& applied : run_.defaults()) run.defaults().push_back(std::move(applied));
    return finished;
  }

 private:
  /// Only if notes were requested, and for lists that are long enough.
  void note_reason(Run& run) const {
    if (!options_.report_defaults || !reason_) return;
    run.sink().report(messages::EngineNotStreamed, reason_->origin, table().path, reason_->text.english,
                      reason_->text.chinese);
  }

  /// With a profile pages are proofread, which a workbook does not have.
  bool proofreads() const { return options_.profile.empty(); }

  /// Reports findings in the data beside the list, then in the list.
  void report_proof(Run& run) {
    if (!proofreads()) return;
    diagnostics::DiagnosticSink aside;
    proofing::proofread_data(base_->root(), aside);
    // Read again so that findings have places.
    if (!aside.diagnostics().empty()) {
      if (base::Expected<data::Document> read = parse_data(source_, kind_, options_, run)) {
        auto base = std::make_shared<const data::Document>(
            schema::apply_defaults(*kind_.schema, *std::move(read), {}).document);
        run.documents().add(base);
        proofing::proofread_data(base->root(), run.sink());
      }
    }
    proof_.report(table().path, table().pointer, json_limits(options_.limits), run);
  }

  FinishedFile make_in_memory() {
    resources::MemoryFile file("workbook");
    if (!file.open(run_.sink()) || !expand(file.path())) return {};
    return {file.read(run_.sink())};
  }

  FinishedFile make_in(std::unique_ptr<resources::AtomicFile> place) {
    if (!expand(place->temporary_path())) return {};
    FinishedFile finished;
    finished.staged_size = place->size();
    finished.staged = std::move(place);
    return finished;
  }

  const TableFile& table() const { return source_.tables.front(); }

  /// The list must be long enough, and its length allowed by the schema.
  bool open_list() {
    const auto schema = schema::ListSchema::find(*kind_.schema, table().pointer);
    if (!schema) return give_up(texts::EngineWholeSchema);
    std::array<diagnostics::SourceId, 3> sources;
    // Places in items refer to these sources, which the stretches use in turn.
    for (diagnostics::SourceId& source : sources) source = run_.sources().add(table().path, {});
    ListProof* const proof = proofreads() ? &proof_ : nullptr;
    ListFeedOptions options{table().path, *schema, json_limits(options_.limits), sources,
                            proof,        {},      run_.sink().stop_check()};
    if (kind_.rules->size() > 0) {
      // Called by the thread that reads ahead, so the limits have no stop check; this thread checks for stops. Each
      // stretch has its own time.
      options.hold = [this](const data::Value& items, std::size_t first) {
        return kind_.rules->items_hold(items, table().pointer, first, templating_limits(options_.limits), rule_names());
      };
    }
    feed_ = ListFeed::open(std::move(options));
    if (feed_ == nullptr) return give_up(texts::EngineWholeItems);
    if (feed_->bytes() < options_.xlsx.stream_from) return false;
    return schema->may_have(feed_->size()) || give_up(texts::EngineWholeSchema);
  }

  bool give_up(const diagnostics::BilingualText& text) {
    reason_ = WholeReason{text};
    return false;
  }

  /// The names that rules can use besides the data.
  std::array<templating::Binding, 1> rule_names() const {
    return {templating::Binding{"calendar", std::span<const data::Value>(kind_.calendars.roots)}};
  }

  /// The data with other items in its list.
  base::Expected<data::Document> base_with(const data::Document& items) {
    base::Expected<data::Document> base = parse_data(source_, kind_, options_, run_);
    if (!base) return base::kReported;
    return schema::insert_table(*std::move(base), table().pointer, items, run_.sink());
  }

  /// Validates the data beside the list together with the first items; the template gets it with an empty list.
  bool read_base() {
    reason_ = WholeReason{texts::EngineWholeRest};
    const base::Expected<data::Document> sample = base_with(feed_->first_items());
    // The data around the list is checked with the first items in it and kept with an empty list. The items are checked
    // one by one as they are read.
    if (!sample || !schema::has_normal_texts(*sample)) return false;
    if (!schema::is_valid(*kind_.schema, sample->root(), {}, run_.sink())) return false;
    const diagnostics::SourceId none = run_.sources().add("", "[]");
    const base::Expected<data::Document> empty =
        data::read_json(none, run_.sources().source_text(none), {}, run_.sink());
    if (!empty) return false;
    base::Expected<data::Document> base = base_with(*empty);
    if (!base) return false;
    schema::WithDefaults filled = schema::apply_defaults(*kind_.schema, *std::move(base), {});
    base_ = std::move(filled.document);
    if (options_.report_defaults) report_defaults(*base_, filled.added, kind_, run_);
    if (!base_->resolve(table().pointer) ||
        !kind_.rules->rest_holds(base_->root(), table().pointer, templating_limits(options_.limits), rule_names())) {
      return false;
    }
    reason_.reset();
    return true;
  }

  /// A value of the data beside the list, or of one of the last items.
  std::optional<data::Value> value_at(diagnostics::DataPlace place) const {
    if (place.source != base_->source()) return feed_->value_at(place);
    if (place.node >= base_->node_count()) return std::nullopt;
    return data::Value(*base_, place.node);
  }

  /// Pointers in items continue the pointer of the list.
  std::optional<std::string> pointer_of(diagnostics::DataPlace place) const {
    const std::optional<data::Value> value = value_at(place);
    if (!value) return std::nullopt;
    return place.source == base_->source() ? value->pointer() : table().pointer + value->pointer();
  }

  /// Expands the template; rows are written while it runs.
  bool expand(const std::string& path) {
    dom::HtmlSink html(&*kind_.literals, run_.origins(), run_.sink());
    xlsx::XlsxOptions file;
    file.path = path;
    // Messages do not name the temporary file.
    file.shown_path = "workbook";
    file.temporary_folder = kind_.engine_options->temporary_folder;
    file.fallback_date = kind_.engine_options->date;
    const auto value_type = [this](diagnostics::DataPlace place) {
      const std::optional<data::Value> value = value_at(place);
      return value ? std::optional(value->type()) : std::nullopt;
    };
    const ChoiceTitles titles(kind_, [this](diagnostics::DataPlace place) { return pointer_of(place); });
    // A printed code is reported, and any message ends the streaming.
    ChoiceWatch watched(html, titles, run_.sink());
    RowPump pump({kind_, output_, html, value_type, file, {feed_->bytes() * kPartBytesPerByte, feed_->bytes()}}, run_);
    feed_->set_between([&] { return pump.flush(); });
    const std::vector<templating::Binding> bindings = template_bindings(kind_.calendars, base_->root(), false);
    const templating::RenderInput input{
        output_.template_name,
        base_->root(),
        bindings,
        stream_limits(options_.limits, feed_->bytes(), run_.sink().stop_check()),
        templating::MissingData::Error,
        templating::StreamedList{*base_->resolve(table().pointer), *feed_},
        [&titles](diagnostics::DataPlace place, std::string_view code) { return titles.title_of(place, code); },
    };
    const bool expanded = templating::render(*kind_.templates, input, watched, run_.sink());
    const bool written = expanded && !feed_->refused() && pump.end();
    if (written) {
      std::move(html).finish();
      return true;
    }
    reason_ = pump.reason();
    // A list of one stretch can equally well be read as a whole.
    if (!reason_ && pump.was_asked()) reason_ = WholeReason{texts::EngineWholeExpansion};
    return false;
  }

  const CompiledKind& kind_;
  const KindOutput& output_;
  const DataSource& source_;
  const RenderOptions& options_;
  Run run_;
  ListProof proof_;
  std::optional<WholeReason> reason_;
  std::unique_ptr<ListFeed> feed_;  // after the members that it refers to
  std::optional<data::Document> base_;
};

/// Whether streaming is worth trying: every condition is cheap to check.
struct Candidate {
  bool is_one = false;
  std::optional<WholeReason> reason = std::nullopt;
};

Candidate not_because(const diagnostics::TextPair& text, const diagnostics::Origin& origin = {}) {
  return {false, WholeReason{text, origin}};
}

Candidate judge_candidate(const CompiledKind& kind, const DataSource& source, const RenderOptions& options) {
  const KindOutput* const output = kind.find_output(Format::Xlsx);
  // A list in memory need not be spared.
  if (source.tables.empty() || output == nullptr || is_book_template(output->template_name)) return {};
  const TableFile& table = source.tables.front();
  if (find_file(source.files, table.path) != nullptr) return {};
  if (source.tables.size() > 1) return not_because(texts::EngineWholeTables);
  if (options.fillable) return not_because(texts::EngineWholeForm);
  // A mark and a list of changes are put into the whole document.
  if (!options.draft.mark.empty() || !options.draft.changes_from.is_blank())
    return not_because(texts::EngineWholeDraft);
  if (!is_json_lines(table.path)) return not_because(texts::EngineWholeNotLines);
  // The base is read twice, and it must be JSON or YAML.
  const bool has_base = source.text || (!source.path.empty() && source.path != "-" && !is_workbook(source.path));
  if (!has_base) return not_because(texts::EngineWholeBase);
  // Rules may concern several items together, and templates may keep items.
  if (const auto rule = kind.rules->first_across_items(table.pointer)) {
    return not_because(texts::EngineWholeRule.pair(rule->id), rule->origin);
  }
  if (const auto place = templating::find_item_keeper(*kind.templates, output->template_name)) {
    return *place ? not_because(texts::EngineWholeTemplate, {*place, {}})
                  : not_because(texts::EngineWholeUnknownTemplate);
  }
  return {true};
}

}  // namespace

/// Returns nullopt if the usual way must make the workbook, and a file without bytes if an error was reported.
std::optional<FinishedFile> stream_workbook(const std::shared_ptr<const CompiledKind>& kind, const DataSource& source,
                                            const RenderOptions& options, const std::string& target, Run& run) {
  const Candidate candidate = judge_candidate(*kind, source, options);
  if (candidate.reason && options.report_defaults) {
    for (const TableFile& table : source.tables) {
      // Streaming a shorter list would be of no use.
      if (resources::file_size(table.path) < options.xlsx.stream_from) continue;
      run.sink().report(messages::EngineNotStreamed, candidate.reason->origin, table.path,
                        candidate.reason->text.english, candidate.reason->text.chinese);
    }
  }
  if (!candidate.is_one) return std::nullopt;
  // A list with an error is read a second time, as a whole, so the messages are the same as for every list: all its
  // errors at once, in any part, with pointers that count from the first item, including those that only the whole list
  // can show. Streaming ends at the first error, so it costs no more than the workbook that was not made; keeping the
  // texts and places of all invalid parts would slow down every valid list.
  return WorkbookStreaming(kind, source, options).make(target, run);
}

}  // namespace gongwen::engine
