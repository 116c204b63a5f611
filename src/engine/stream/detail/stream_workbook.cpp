
#include "engine/stream/detail/stream_workbook.h"

#include "base/ascii.h"
#include "data/readers.h"
#include "engine/core/detail/read_source.h"
#include "engine/core/run.h"
#include "engine/input/data_book.h"
#include "engine/input/read_data.h"
#include "engine/render/detail/choice_titles.h"
#include "engine/stream/detail/list_feed.h"
#include "proofing/proofread.h"
#include "resources/memory_file.h"
#include "schema/apply_defaults.h"
#include "schema/list_schema.h"
#include "schema/normal_values.h"
#include "schema/read_table.h"
#include "schema/validate.h"
#include "templating/render.h"

#include <algorithm>
#include <array>

namespace gongwen::engine {
namespace {

/// Of XML for each byte of JSON Lines: names become references of cells, and a character may be escaped. Packed it
/// takes no more than the list, whatever its texts are: the library reports a full disk on standard error, so that it
/// should not come to that.
constexpr std::uint64_t kPartBytesPerByte = 4;

/// Of output for each byte of JSON Lines. What is streamed takes no room in memory, which is what the usual limit of
/// the output is for; a limit that somebody has chosen holds.
constexpr std::uint64_t kOutputPerByte = 8;

templating::Limits stream_limits(const Limits& limits, std::uint64_t bytes, const base::StopCheck* stop_check) {
  templating::Limits result = templating_limits(limits, stop_check);
  if (limits.output == Limits().output) result.output_bytes = std::max(limits.output, bytes * kOutputPerByte);
  return result;
}

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

  std::optional<FinishedFile> make(const std::string& target, Run& run) {
    if (!open_list() || !read_base()) return std::nullopt;
    std::unique_ptr<resources::AtomicFile> place;
    if (!target.empty())
      place = std::make_unique<resources::AtomicFile>(target, resources::Existing::Replace,
                                                      kind_.engine_options->temporary_folder);
    // The whole way would take long to find out the same.
    if (place && !place->open(run.sink())) return FinishedFile();
    FinishedFile finished = place ? make_in(std::move(place)) : make_in_memory();
    if (finished.size() == 0 || !run_.sink().diagnostics().empty()) return std::nullopt;
    finished.pages = 1;
    report_proof(run);
    return finished;
  }

 private:
  /// With a profile, pages are proofread, of which a workbook has none.
  bool proofreads() const { return options_.profile.empty(); }

  /// What is reported about streamed data: first what is beside the list.
  void report_proof(Run& run) {
    if (!proofreads()) return;
    diagnostics::DiagnosticSink aside;
    proofing::proofread_data(base_->root(), aside);
    // Read once more, to print the places.
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

  bool open_list() {
    const auto schema = schema::ListSchema::find(*kind_.schema, table().pointer);
    if (!schema) return false;
    std::array<diagnostics::SourceId, 3> sources;
    for (diagnostics::SourceId& source : sources) source = run_.sources().add(table().path, {});
    ListProof* const proof = proofreads() ? &proof_ : nullptr;
    ListFeedOptions options{table().path, *schema, json_limits(options_.limits), sources,
                            proof,        {},      run_.sink().stop_check()};
    if (kind_.rules->size() > 0) {
      // By the thread that reads ahead; whether the run is stopped is asked by this one. Each stretch has its own time.
      options.hold = [this](const data::Value& items, std::size_t first) {
        return kind_.rules->items_hold(items, table().pointer, first, templating_limits(options_.limits), rule_names());
      };
    }
    feed_ = ListFeed::open(std::move(options));
    return feed_ != nullptr && feed_->bytes() >= options_.xlsx.stream_from && schema->may_have(feed_->size());
  }

  /// What rules see beside the data.
  std::array<templating::Binding, 1> rule_names() const {
    return {templating::Binding{"calendar", std::span<const data::Value>(kind_.calendars.roots)}};
  }

  base::Expected<data::Document> base_with(const data::Document& items) {
    base::Expected<data::Document> base = parse_data(source_, kind_, options_, run_);
    if (!base) return base::kReported;
    return schema::insert_table(*std::move(base), table().pointer, items, run_.sink());
  }

  /// What is beside the list fits the schema together with the first items; the template sees it with none.
  bool read_base() {
    const base::Expected<data::Document> sample = base_with(feed_->first_items());
    if (!sample || !schema::has_normal_texts(*sample)) return false;
    if (!schema::is_valid(*kind_.schema, sample->root(), {}, run_.sink())) return false;
    const diagnostics::SourceId none = run_.sources().add("", "[]");
    const base::Expected<data::Document> empty =
        data::read_json(none, run_.sources().source_text(none), {}, run_.sink());
    if (!empty) return false;
    base::Expected<data::Document> base = base_with(*empty);
    if (!base) return false;
    base_ = schema::apply_defaults(*kind_.schema, *std::move(base), {}).document;
    return base_->resolve(table().pointer).has_value() &&
           kind_.rules->rest_holds(base_->root(), table().pointer, templating_limits(options_.limits), rule_names());
  }

  /// What is beside the list, or one of its last items.
  std::optional<data::Value> value_at(diagnostics::DataPlace place) const {
    if (place.source != base_->source()) return feed_->value_at(place);
    if (place.node >= base_->node_count()) return std::nullopt;
    return data::Value(*base_, place.node);
  }

  std::optional<std::string> pointer_of(diagnostics::DataPlace place) const {
    const std::optional<data::Value> value = value_at(place);
    if (!value) return std::nullopt;
    return place.source == base_->source() ? value->pointer() : table().pointer + value->pointer();
  }

  bool expand(const std::string& path) {
    dom::HtmlSink html(&*kind_.literals, run_.origins(), run_.sink());
    xlsx::XlsxOptions file;
    file.path = path;
    file.shown_path = "workbook";
    file.temporary_folder = kind_.engine_options->temporary_folder;
    file.fallback_date = kind_.engine_options->date;
    const auto value_type = [this](diagnostics::DataPlace place) {
      const std::optional<data::Value> value = value_at(place);
      return value ? std::optional(value->type()) : std::nullopt;
    };
    const ChoiceTitles titles(kind_, [this](diagnostics::DataPlace place) { return pointer_of(place); });
    // A code that is printed ends the streaming, as every message does.
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
    if (!expanded || feed_->refused() || !pump.end()) return false;
    std::move(html).finish();
    return true;
  }

  const CompiledKind& kind_;
  const KindOutput& output_;
  const DataSource& source_;
  const RenderOptions& options_;
  Run run_;
  ListProof proof_;
  std::unique_ptr<ListFeed> feed_;  // after what it proofreads with
  std::optional<data::Document> base_;
};

bool is_candidate(const CompiledKind& kind, const DataSource& source, const RenderOptions& options) {
  if (options.fillable || options.report_defaults || source.tables.size() != 1) return false;
  // A mark and a list of changes are put into the whole document.
  if (!options.draft.mark.empty() || !options.draft.changes_from.is_blank()) return false;
  // A list in memory need not be spared.
  if (find_file(source.files, source.tables.front().path) != nullptr) return false;
  const KindOutput* const output = kind.find_output(Format::Xlsx);
  if (!is_json_lines(source.tables.front().path) || output == nullptr) return false;
  // The base is read more than once; a workbook is not a base.
  const bool has_base = source.text || (!source.path.empty() && source.path != "-" && !is_workbook(source.path));
  // Rules may look at several items together.
  return has_base && kind.rules->looks_at_single_items(source.tables.front().pointer) &&
         !templating::may_keep_items(*kind.templates, output->template_name);
}

}  // namespace

std::optional<FinishedFile> stream_workbook(const std::shared_ptr<const CompiledKind>& kind, const DataSource& source,
                                            const RenderOptions& options, const std::string& target, Run& run) {
  if (!is_candidate(*kind, source, options)) return std::nullopt;
  // A list with an error is read a second time, as a whole, so the messages are the same as for every list: all its
  // errors at once, in whichever part they are, with pointers that count from the first item, including those that only
  // the whole list can show. Streaming ends at the first error, so it costs no more than the workbook that was not
  // made; keeping the texts and places of all invalid parts would slow down every valid list.
  return WorkbookStreaming(kind, source, options).make(target, run);
}

}  // namespace gongwen::engine
