#include "engine/stream/detail/stream_workbook.h"

#include "base/side_thread.h"
#include "base/utf8.h"
#include "data/document.h"
#include "data/readers.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/texts/engine.h"
#include "engine/core/detail/read_source.h"
#include "engine/core/run.h"
#include "engine/input/data_book.h"
#include "engine/input/read_data.h"
#include "engine/kinds/detail/style_files.h"
#include "engine/render/detail/laid_out_fields.h"
#include "layout/proofing/proofread.h"
#include "resources/byte_stream.h"
#include "resources/file_tree.h"
#include "resources/read_file.h"
#include "schema/apply_defaults.h"
#include "schema/list_schema.h"
#include "schema/normal_values.h"
#include "schema/table_cells.h"
#include "schema/validate.h"
#include "templating/render.h"
#include "templating/template_set.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Streaming: ListFeed gives items to the template in stretches; after each stretch RowPump styles the new rows, hands
// them to the writer of the file, and removes them from the tree. So memory holds three stretches, whatever the list
// is. Whenever anything is unusual, streaming gives up silently, and the whole list is read the usual way, which
// reports errors or makes the workbook.
namespace gongwen::engine {

namespace {

namespace messages = diagnostics::messages;
namespace texts = diagnostics::texts;

// ListProof: proofreads a list stretch by stretch. Findings are kept as texts with their rows, and reported at the end
// of the list, a few hundred at the most.

class ListProof {
 public:
  ListProof();
  ListProof(const ListProof&) = delete;
  ListProof& operator=(const ListProof&) = delete;

  /// Proofreads the next items, which were read from `text`. One thread at a time.
  void check(const data::Document& items, std::string_view text);

  /// Reports the findings at their rows in the file and their pointers in the list.
  /// Reports: proofing/….
  void report(const std::string& path, std::string_view list, const data::JsonLimits& limits, Run& run) const;

 private:
  // Only rows with findings are kept, with their text: to report them, the data is read again later, a row at a time.
  struct Finding {
    diagnostics::DiagnosticId id;
    std::string pointer;  // in the row
    std::vector<std::string> arguments;
  };
  struct Row {
    std::uint64_t index = 0;  // in the list, from 0
    diagnostics::LineColumn start;
    std::string text;
    std::vector<Finding> findings;
  };

  void add(diagnostics::DiagnosticId id, const data::Value& value, std::vector<std::string> arguments);
  void add_row(const data::Value& item);

  proofing::DataProofreader proofreader_;
  std::vector<Row> rows_;
  std::string_view text_;    // of the stretch that is being checked
  std::uint64_t items_ = 0;  // before that item
  std::uint32_t lines_ = 0;  // before that stretch
  bool has_row_ = false;     // that item is the last of the rows
  const data::Value* item_ = nullptr;
};

/// `/12/title` → `/title`.
std::string pointer_in_item(const std::string& pointer) {
  const std::size_t end = pointer.find('/', 1);
  return end == std::string::npos ? std::string() : pointer.substr(end);
}

std::uint32_t count_lines(std::string_view text) {
  return static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n'));
}

ListProof::ListProof()
    : proofreader_([this](diagnostics::DiagnosticId id, const data::Value& value, std::vector<std::string> arguments) {
        add(id, value, std::move(arguments));
      }) {}

/// The current item is remembered, since the proofreader reports values only.
void ListProof::check(const data::Document& items, std::string_view text) {
  text_ = text;
  const data::Value list = items.root();
  for (std::size_t i = 0; i < list.size(); ++i) {
    const data::Value item = list.at(i);
    item_ = &item;
    has_row_ = false;
    proofreader_.check(item);
    ++items_;
  }
  item_ = nullptr;
  // Lines of findings count from the start of the file.
  lines_ += count_lines(text);
}

/// A row is kept when it has its first finding.
void ListProof::add(diagnostics::DiagnosticId id, const data::Value& value, std::vector<std::string> arguments) {
  if (!has_row_) add_row(*item_);
  has_row_ = true;
  rows_.back().findings.push_back({id, pointer_in_item(value.pointer()), std::move(arguments)});
}

/// The text of the row is copied: the stretch will be gone.
void ListProof::add_row(const data::Value& item) {
  const diagnostics::Span span = item.span();
  const diagnostics::LineColumn place = diagnostics::line_column_at(text_, span.begin);
  rows_.push_back(
      {items_, {lines_ + place.line, place.column}, std::string(text_.substr(span.begin, span.end - span.begin)), {}});
}

/// Makes each row with findings a document, placed in a list whose other items are missing.
void ListProof::report(const std::string& path, std::string_view list, const data::JsonLimits& limits, Run& run) const {
  diagnostics::DiagnosticSink aside;
  for (const Row& row : rows_) {
    const diagnostics::SourceId source = run.sources().add(path, row.text, row.start);
    run.mark_data(source);
    // Documents are distinguished by their sources, so each row needs two.
    const diagnostics::SourceId none = run.sources().add(path, "{}");
    const auto read = data::read_json(source, run.sources().source_text(source), limits, aside);
    // The row is put where it stands in the whole data, so that its messages have the right pointer:
    // `/experts/1203/email`.
    auto around = data::read_json(none, run.sources().source_text(none), limits, aside);
    if (!read || !around) continue;
    const std::string place = std::string(list) + "/" + std::to_string(row.index);
    base::Expected<data::Document> placed = schema::insert_table(*std::move(around), place, *read, aside);
    if (!placed) continue;
    const auto document = std::make_shared<const data::Document>(*std::move(placed));
    run.documents().add(document);
    for (const Finding& finding : row.findings) {
      const auto value = document->resolve(place + finding.pointer);
      const diagnostics::Origin origin{{}, value ? value->place() : diagnostics::DataPlace{}};
      run.sink().add({finding.id, diagnostics::catalogue_entry(finding.id).severity, origin, finding.arguments, {}});
    }
  }
}

// ListFeed: gives a template the items of a JSON Lines file. It reads, validates and gives away stretches of about a
// thousand items. Three are in memory: the current one, the one before it, which the template may still refer to, and
// the next, which another thread reads meanwhile.

struct ListFeedOptions {
  std::string path;
  schema::ListSchema schema;
  data::JsonLimits limits;
  /// Sources of the items, in turn for each third stretch; nothing else may have them.
  std::array<diagnostics::SourceId, 3> sources;
  /// Proofreads the items as they are read; may be null. Must outlive the feed.
  ListProof* proof = nullptr;
  /// Whether the rules of the kind hold for some items, of which the first has this place in the list. Empty if there
  /// are no rules.
  std::function<bool(const data::Value& items, std::size_t first)> hold = {};
  /// Asked while lines are counted; null if the run cannot be stopped.
  const base::StopCheck* stop_check = nullptr;
};

class ListFeed final : public templating::ItemStream {
 public:
  /// Counts the items and reads the first stretch. Null if the file cannot be read; reading it as a whole will report
  /// why.
  static std::unique_ptr<ListFeed> open(ListFeedOptions options);

  std::optional<data::Value> next() override;
  std::uint64_t size() const override { return size_; }
  void refuse() override { refused_ = true; }

  /// Whether giving items has ended early, because of an item, the template, or `between`.
  bool refused() const { return refused_; }
  /// Whether it has ended because of an item.
  bool refused_by_item() const { return refused_by_item_; }
  std::uint64_t bytes() const { return bytes_; }
  /// Called when all items of a stretch have been given and there are more; returns whether to continue.
  void set_between(std::function<bool()> between) { between_ = std::move(between); }
  /// The items of the first stretch, as an array.
  const data::Document& first_items() const { return *stretches_[0].items; }
  /// A value of the stretches in memory, with its pointer from there; nullopt for other places.
  std::optional<data::Value> value_at(diagnostics::DataPlace place) const;

 private:
  struct Stretch {
    std::string text;
    std::optional<data::Document> items;  // views of `text`
  };
  // Three stretches: the one in use, the one before it, to which rows that are not written yet may refer, and the one
  // that a thread reads ahead.
  enum class Reading : std::uint8_t { Read, End, Error };

  ListFeed(ListFeedOptions options, resources::ByteStream stream)
      : options_(std::move(options)), stream_(std::move(stream)) {}
  Reading read(std::size_t stretch);
  Reading parse(std::size_t stretch);
  void read_ahead();
  bool go_on();

  ListFeedOptions options_;
  resources::ByteStream stream_;
  std::array<Stretch, 3> stretches_;
  std::size_t current_ = 0;
  std::size_t position_ = 0;
  std::uint64_t size_ = 0;
  std::uint64_t bytes_ = 0;
  std::size_t read_ = 0;  // items of the stretches so far
  bool refused_ = false;
  bool refused_by_item_ = false;
  std::function<bool()> between_;
  Reading next_ = Reading::End;
  std::shared_ptr<base::SideThread> reader_ = std::make_shared<base::SideThread>();
  base::SideTask ahead_;  // the last member, so its thread ends before the buffers that it fills
};

constexpr std::size_t kStretchBytes = std::size_t{128} << 10;
constexpr std::string_view kBlank = " \t\r\n";

struct LineCount {
  std::uint64_t lines = 0;  // with something in them
  std::uint64_t bytes = 0;
  bool complete = false;
};

/// Counts lines with text, since a template may ask for the size of the list before its first item. Lines are not
/// parsed.
LineCount count_lines(const std::string& path, const base::StopCheck* stop_check, diagnostics::DiagnosticSink& sink) {
  LineCount count;
  base::Expected<resources::ByteStream> stream = resources::ByteStream::open(path, {}, sink);
  if (!stream) return count;
  bool in_line = false;
  while (!stream->bytes().empty() || stream->more(sink)) {
    if (stop_check != nullptr) stop_check->look();
    const std::string_view bytes = stream->bytes();
    for (std::size_t at = 0; at < bytes.size();) {
      const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
      const bool has_text = bytes.substr(at, end - at).find_first_not_of(kBlank) != std::string_view::npos;
      // A line may be cut by the end of the bytes that were read, so it is counted at its first text.
      if (has_text && !std::exchange(in_line, true)) ++count.lines;
      if (end < bytes.size()) in_line = false;
      at = end + 1;
    }
    count.bytes += bytes.size();
    stream->use(bytes.size());
  }
  count.complete = !sink.has_errors();
  return count;
}

/// Null for an empty list as well: the usual way makes its workbook.
std::unique_ptr<ListFeed> ListFeed::open(ListFeedOptions options) {
  diagnostics::DiagnosticSink sink;
  const LineCount count = count_lines(options.path, options.stop_check, sink);
  if (!count.complete || count.lines == 0) return nullptr;
  base::Expected<resources::ByteStream> stream = resources::ByteStream::open(options.path, {}, sink);
  if (!stream) return nullptr;
  std::unique_ptr<ListFeed> feed(new ListFeed(std::move(options), *std::move(stream)));
  feed->size_ = count.lines;
  feed->bytes_ = count.bytes;
  // The first stretch is read at once: if it has errors, the ordinary way of making a workbook reports them.
  if (feed->read(0) != Reading::Read) return nullptr;
  feed->read_ahead();
  return feed;
}

std::optional<data::Value> ListFeed::next() {
  if (refused_) return std::nullopt;
  if (position_ >= stretches_[current_].items->root().size() && !go_on()) return std::nullopt;
  return stretches_[current_].items->root().at(position_++);
}

/// Reads the next stretch into the place of the oldest one.
void ListFeed::read_ahead() {
  const std::size_t next = (current_ + 1) % stretches_.size();
  ahead_ = base::SideTask(reader_, [this, next] { next_ = read(next); });
}

/// Switches to the next stretch. Returns false at the end.
bool ListFeed::go_on() {
  ahead_.finish();
  const Reading next = std::exchange(next_, Reading::End);
  if (next == Reading::Error) refused_ = refused_by_item_ = true;
  if (next != Reading::Read) return false;
  // Rows of the stretch before refer to its items, so they are written first.
  if (between_ && !between_()) refused_ = true;
  if (refused_) return false;
  current_ = (current_ + 1) % stretches_.size();
  position_ = 0;
  read_ahead();
  return true;
}

/// Reads whole lines: about kStretchBytes, or one longer line.
ListFeed::Reading ListFeed::read(std::size_t stretch) {
  diagnostics::DiagnosticSink sink;
  std::string& text = stretches_[stretch].text;
  do {
    std::size_t searched = 0;
    std::size_t end = std::string_view::npos;
    while (stream_.bytes().size() < kStretchBytes && stream_.more(sink)) {
    }
    const std::size_t most = std::min(stream_.bytes().size(), kStretchBytes);
    // The last whole line of the stretch; what follows it belongs to the next one.
    end = stream_.bytes().rfind('\n', most == 0 ? 0 : most - 1);
    // A line longer than a stretch.
    for (searched = most; end == std::string_view::npos; searched = stream_.bytes().size()) {
      end = stream_.bytes().find('\n', searched);
      if (end == std::string_view::npos && !stream_.more(sink)) end = stream_.bytes().size();
    }
    end = std::min(end + 1, stream_.bytes().size());
    if (sink.has_errors()) return Reading::Error;
    if (end == 0) return Reading::End;
    // Before the text, which the old items refer to.
    stretches_[stretch].items.reset();
    text.assign(stream_.bytes().substr(0, end));
    stream_.use(end);
  } while (text.find_first_not_of(kBlank) == std::string::npos);
  return parse(stretch);
}

/// Only items that are right in every respect are given; anything else makes the feed fail.
ListFeed::Reading ListFeed::parse(std::size_t stretch) {
  diagnostics::DiagnosticSink sink;
  base::Expected<data::Document> items =
      data::read_json_lines(options_.sources[stretch], stretches_[stretch].text, options_.limits, sink);
  // An item that needs normalising or is invalid: the list is then read as a whole by the usual way.
  if (!items || !schema::has_normal_texts(*items) || !options_.schema.fits(items->root(), {})) return Reading::Error;
  if (options_.hold && !options_.hold(items->root(), read_)) return Reading::Error;
  read_ += items->root().size();
  if (options_.proof != nullptr) options_.proof->check(*items, stretches_[stretch].text);
  stretches_[stretch].items = *std::move(items);
  return Reading::Read;
}

/// The place says in which stretch the value is.
std::optional<data::Value> ListFeed::value_at(diagnostics::DataPlace place) const {
  for (std::size_t i = 0; i < stretches_.size(); ++i) {
    const std::optional<data::Document>& items = stretches_[i].items;
    if (place.source != options_.sources[i] || !items || place.node >= items->node_count()) continue;
    return data::Value(*items, place.node);
  }
  return std::nullopt;
}

}  // namespace

using dom::NodeId;

/// Rows with their own styles would change rows that are written already.
bool has_own_styles(const dom::Tree& tree, NodeId first) {
  for (std::size_t i = first.index(); i < tree.size(); ++i) {
    const NodeId node(i);
    if (tree.is_element(node, dom::ElementName::Style) || tree.is_element(node, dom::ElementName::Link)) return true;
  }
  return false;
}

RowPump::RowPump(RowPumpInput input, Run& run) : input_(std::move(input)), run_(run), file_(input_.file, file_sink_) {}

/// Called between stretches. False ends the streaming.
bool RowPump::flush() {
  was_asked_ = true;
  const NodeId group = input_.html.innermost();
  if (!group || !is_silent()) return false;
  if (!group_) return begin(group);
  if (group != group_) return false;
  styles_->extend();
  // The rows before must be in the file: the writer works on the same workbook.
  if (!has_written()) return false;
  if (!workbook_->more()) note_obstacle();
  if (reason_ || !is_silent()) return false;
  forget_rows();
  // Cells do not refer to the tree, so another thread can write them while the tree changes.
  writing_ = base::SideTask(
      writer_, [this] { rows_are_written_ = file_.add_rows(workbook_->workbook(), workbook_->first_row()); });
  return static_cast<bool>(group_);
}

/// Waits for the writing thread. Returns whether the rows before are in the file.
bool RowPump::has_written() {
  writing_.finish();
  return rows_are_written_;
}

/// At the first flush, when the document's head is complete: style it, recognise the table, open the file.
bool RowPump::begin(NodeId group) {
  const dom::Tree& tree = input_.html.tree();
  if (!style_document()) return false;
  // Styles are computed for what has been expanded so far and extended with each row.
  styles_.emplace(tree, document_styles_->rules, run_.sink());
  styles_->extend();
  const style::StyleTree& styles = styles_->styles();
  pages_.emplace(document_styles_->rules, styles.style(styles.root()), run_.sink());
  workbook_input_.emplace(
      sheet::WorkbookInput{tree, styles, *pages_, no_fields_, run_.origins(), input_.value_type, false});
  workbook_.emplace(*workbook_input_, run_.sink());
  if (!workbook_->begin(group)) note_obstacle();
  if (reason_ || !is_silent()) return false;
  if (!file_.begin(workbook_->workbook(), workbook_->first_row(), input_.room)) return false;
  group_ = group;
  // From these marks on everything belongs to rows and is removed with them.
  texts_ = tree.text_mark();
  origins_ = run_.origins().size();
  forget_rows();
  return group_ && is_silent();
}

/// Styles the head of the document. Returns whether rows can be styled without their neighbours.
bool RowPump::style_document() {
  const dom::Tree& tree = input_.html.tree();
  document_styles_ = &input_.output.styles;
  // A rule that looks at other rows cannot be applied while those rows are not there.
  if (has_own_styles(tree, dom::Tree::document())) {
    own_styles_ = input_.output.styles;
    StyleFiles(input_.kind.files, run_.sources(), run_.sink()).add_of_document(tree, own_styles_);
    document_styles_ = &own_styles_;
  }
  if (!style::looks_at_other_rows(document_styles_->rules)) return true;
  reason_ = WholeReason{texts::EngineWholeSelectors};
  return false;
}

/// Notes the part of the sheet that needs all rows.
void RowPump::note_obstacle() {
  const auto text = [&]() -> diagnostics::BilingualText {
    switch (workbook_->obstacle()) {
      case sheet::StreamObstacle::None:
      case sheet::StreamObstacle::Sheets: return texts::EngineWholeSheets;
      case sheet::StreamObstacle::Foot: return texts::EngineWholeFoot;
      case sheet::StreamObstacle::Chart: return texts::EngineWholeChart;
      case sheet::StreamObstacle::Widths: return texts::EngineWholeWidths;
      case sheet::StreamObstacle::Cells: return texts::EngineWholeCells;
      case sheet::StreamObstacle::Breaks: return texts::EngineWholeBreaks;
      case sheet::StreamObstacle::Columns: return texts::EngineWholeColumns;
    }
    return texts::EngineWholeSheets;
  };
  reason_ = WholeReason{text()};
}

/// Removes the written rows from tree, styles and origins, so that they do not grow.
void RowPump::forget_rows() {
  const dom::Tree& tree = input_.html.tree();
  for (NodeId row = tree.node(group_).first_child; row; row = tree.node(row).next_sibling) {
    dropped_ += tree.node(row).kind == dom::NodeKind::Element ? 1 : 0;
  }
  // A row that cannot be removed ends the streaming.
  if (!input_.html.forget_children(texts_)) {
    group_ = NodeId();
    return;
  }
  styles_->forget_children(group_, dropped_);
  run_.origins().shorten(origins_);
}

/// What follows the table must not have style sheets that change it.
bool RowPump::end() {
  if (!group_ || has_own_styles(input_.html.tree(), group_)) return false;
  styles_->extend();
  if (!has_written()) return false;
  if (!workbook_->end()) note_obstacle();
  if (reason_ || !is_silent()) return false;
  return file_.finish(workbook_->workbook(), workbook_->first_row()) && is_silent();
}

namespace {

/// XML bytes for each byte of JSON Lines: names become cell references, and characters may be escaped. Packed, the
/// parts never take more than the list. The room is reserved since the library reports a full disk on standard error
/// only.
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

  /// nullopt whenever the usual way must do it; anything in the run's sink is such a reason.
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
    // Items have none: their schema has no defaults.
    for (AppliedDefault& applied : run_.defaults()) run.defaults().push_back(std::move(applied));
    return finished;
  }

 private:
  /// Only for those who ask, and for lists that are long enough.
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
    // Places in items refer to these sources, each of which one stretch after the other uses.
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

  /// The names that rules have besides the data.
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
    // one by one as they come.
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
    // A list of one stretch is as well read as a whole.
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

/// Whether it is worth trying: every condition is cheap to check.
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

/// nullopt: the usual way must make the workbook. A file without bytes: an error was reported.
std::optional<FinishedFile> stream_workbook(const std::shared_ptr<const CompiledKind>& kind, const DataSource& source,
                                            const RenderOptions& options, const std::string& target, Run& run) {
  const Candidate candidate = judge_candidate(*kind, source, options);
  if (candidate.reason && options.report_defaults) {
    for (const TableFile& table : source.tables) {
      // Streaming a shorter one would be of no use.
      if (resources::file_size(table.path) < options.xlsx.stream_from) continue;
      run.sink().report(messages::EngineNotStreamed, candidate.reason->origin, table.path,
                        candidate.reason->text.english, candidate.reason->text.chinese);
    }
  }
  if (!candidate.is_one) return std::nullopt;
  // A list with an error is read a second time, as a whole, so the messages are the same as for every list: all its
  // errors at once, in whichever part they are, with pointers that count from the first item, including those that only
  // the whole list can show. Streaming ends at the first error, so it costs no more than the workbook that was not
  // made; keeping the texts and places of all invalid parts would slow down every valid list.
  return WorkbookStreaming(kind, source, options).make(target, run);
}

}  // namespace gongwen::engine
