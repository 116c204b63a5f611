#include "engine/stream/detail/stream_workbook.h"

#include "base/side_thread.h"
#include "base/utf8.h"
#include "data/document.h"
#include "data/readers.h"
#include "engine/core/detail/read_source.h"
#include "engine/core/run.h"
#include "engine/input/data_book.h"
#include "engine/input/read_data.h"
#include "engine/kinds/detail/style_files.h"
#include "engine/render/detail/laid_out_fields.h"
#include "proofing/proofread.h"
#include "resources/byte_stream.h"
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

namespace gongwen::engine {

namespace {

// ListProof: proofreads a list that is never together in memory, stretch after stretch. What it finds is kept as texts,
// with the rows that it is in, and reported when the list is through; there are never more than a few hundred.

class ListProof {
 public:
  ListProof();
  ListProof(const ListProof&) = delete;
  ListProof& operator=(const ListProof&) = delete;

  /// The next items of the list, which were read from `text`. From one thread at a time.
  void check(const data::Document& items, std::string_view text);

  /// Reports what was found, at its rows in the file and at its pointers in the list.
  /// Reports: proofing/….
  void report(const std::string& path, std::string_view list, const data::JsonLimits& limits, Run& run) const;

 private:
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

/// `/12/title` without its first token.
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
  lines_ += count_lines(text);
}

void ListProof::add(diagnostics::DiagnosticId id, const data::Value& value, std::vector<std::string> arguments) {
  if (!has_row_) add_row(*item_);
  has_row_ = true;
  rows_.back().findings.push_back({id, pointer_in_item(value.pointer()), std::move(arguments)});
}

void ListProof::add_row(const data::Value& item) {
  const diagnostics::Span span = item.span();
  const diagnostics::LineColumn place = diagnostics::line_column_at(text_, span.begin);
  rows_.push_back(
      {items_, {lines_ + place.line, place.column}, std::string(text_.substr(span.begin, span.end - span.begin)), {}});
}

/// Each row is a separate document, at its place in a list that is not in memory.
void ListProof::report(const std::string& path, std::string_view list, const data::JsonLimits& limits, Run& run) const {
  diagnostics::DiagnosticSink aside;
  for (const Row& row : rows_) {
    const diagnostics::SourceId source = run.sources().add(path, row.text, row.start);
    run.mark_data(source);
    // Documents are distinguished by their sources.
    const diagnostics::SourceId none = run.sources().add(path, "{}");
    const auto read = data::read_json(source, run.sources().source_text(source), limits, aside);
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

// ListFeed: a list that is kept as JSON Lines, for a template to walk over: read, compared with the schema and given
// away in stretches of about a thousand items. Three are in memory: the one that is given away, the one before, which
// the template may still look at, and the next, which another thread reads meanwhile.

struct ListFeedOptions {
  std::string path;
  schema::ListSchema schema;
  data::JsonLimits limits;
  /// What the items of each third stretch are known by; not the source of anything else.
  std::array<diagnostics::SourceId, 3> sources;
  /// Proofreads the items as they are read, if there is one; it lives as long.
  ListProof* proof = nullptr;
  /// Whether the rules of the kind hold for some items, of which the first has this place in the list. Empty: no rules.
  std::function<bool(const data::Value& items, std::size_t first)> hold = {};
  /// Asked while the items are counted; null when the run cannot be stopped.
  const base::StopCheck* stop_check = nullptr;
};

class ListFeed final : public templating::ItemStream {
 public:
  /// Counts the items and reads the first of them. Null when the file cannot be read; reading it as a whole reports
  /// why.
  static std::unique_ptr<ListFeed> open(ListFeedOptions options);

  std::optional<data::Value> next() override;
  std::uint64_t size() const override { return size_; }
  void refuse() override { refused_ = true; }

  /// Something was wrong with an item, the template, or `between`: nothing more is given.
  bool refused() const { return refused_; }
  std::uint64_t bytes() const { return bytes_; }
  /// Called when the items of one stretch have been given and there are more: whether to continue.
  void set_between(std::function<bool()> between) { between_ = std::move(between); }
  /// The items of the first stretch, as an array.
  const data::Document& first_items() const { return *stretches_[0].items; }
  /// A value of the last items, whose pointer starts there; nothing for other places.
  std::optional<data::Value> value_at(diagnostics::DataPlace place) const;

 private:
  struct Stretch {
    std::string text;
    std::optional<data::Document> items;  // views of `text`
  };
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
  std::function<bool()> between_;
  Reading next_ = Reading::End;
  std::shared_ptr<base::SideThread> reader_ = std::make_shared<base::SideThread>();
  base::SideTask ahead_;  // the last member: it ends before what it reads into
};

constexpr std::size_t kStretchBytes = std::size_t{128} << 10;
constexpr std::string_view kBlank = " \t\r\n";

struct LineCount {
  std::uint64_t lines = 0;  // with something in them
  std::uint64_t bytes = 0;
  bool complete = false;
};

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

std::unique_ptr<ListFeed> ListFeed::open(ListFeedOptions options) {
  diagnostics::DiagnosticSink sink;
  const LineCount count = count_lines(options.path, options.stop_check, sink);
  if (!count.complete || count.lines == 0) return nullptr;
  base::Expected<resources::ByteStream> stream = resources::ByteStream::open(options.path, {}, sink);
  if (!stream) return nullptr;
  std::unique_ptr<ListFeed> feed(new ListFeed(std::move(options), *std::move(stream)));
  feed->size_ = count.lines;
  feed->bytes_ = count.bytes;
  if (feed->read(0) != Reading::Read) return nullptr;
  feed->read_ahead();
  return feed;
}

std::optional<data::Value> ListFeed::next() {
  if (refused_) return std::nullopt;
  if (position_ >= stretches_[current_].items->root().size() && !go_on()) return std::nullopt;
  return stretches_[current_].items->root().at(position_++);
}

/// In place of the last but one.
void ListFeed::read_ahead() {
  const std::size_t next = (current_ + 1) % stretches_.size();
  ahead_ = base::SideTask(reader_, [this, next] { next_ = read(next); });
}

/// To the next stretch. Returns: false at the end.
bool ListFeed::go_on() {
  ahead_.finish();
  const Reading next = std::exchange(next_, Reading::End);
  if (next == Reading::Error) refused_ = true;
  if (next != Reading::Read) return false;
  // What has come of the items before refers to them.
  if (between_ && !between_()) refused_ = true;
  if (refused_) return false;
  current_ = (current_ + 1) % stretches_.size();
  position_ = 0;
  read_ahead();
  return true;
}

ListFeed::Reading ListFeed::read(std::size_t stretch) {
  diagnostics::DiagnosticSink sink;
  std::string& text = stretches_[stretch].text;
  do {
    std::size_t searched = 0;
    std::size_t end = std::string_view::npos;
    while (stream_.bytes().size() < kStretchBytes && stream_.more(sink)) {
    }
    const std::size_t most = std::min(stream_.bytes().size(), kStretchBytes);
    end = stream_.bytes().rfind('\n', most == 0 ? 0 : most - 1);
    // A line that is longer than a stretch.
    for (searched = most; end == std::string_view::npos; searched = stream_.bytes().size()) {
      end = stream_.bytes().find('\n', searched);
      if (end == std::string_view::npos && !stream_.more(sink)) end = stream_.bytes().size();
    }
    end = std::min(end + 1, stream_.bytes().size());
    if (sink.has_errors()) return Reading::Error;
    if (end == 0) return Reading::End;
    stretches_[stretch].items.reset();
    text.assign(stream_.bytes().substr(0, end));
    stream_.use(end);
  } while (text.find_first_not_of(kBlank) == std::string::npos);
  return parse(stretch);
}

ListFeed::Reading ListFeed::parse(std::size_t stretch) {
  diagnostics::DiagnosticSink sink;
  base::Expected<data::Document> items =
      data::read_json_lines(options_.sources[stretch], stretches_[stretch].text, options_.limits, sink);
  // What is not as it should be is read as a whole, by the one way that makes it so.
  if (!items || !schema::has_normal_texts(*items) || !options_.schema.fits(items->root(), {})) return Reading::Error;
  if (options_.hold && !options_.hold(items->root(), read_)) return Reading::Error;
  read_ += items->root().size();
  if (options_.proof != nullptr) options_.proof->check(*items, stretches_[stretch].text);
  stretches_[stretch].items = *std::move(items);
  return Reading::Read;
}

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

bool has_own_styles(const dom::Tree& tree, NodeId first) {
  for (std::size_t i = first.index(); i < tree.size(); ++i) {
    const NodeId node(i);
    if (tree.is_element(node, dom::ElementName::Style) || tree.is_element(node, dom::ElementName::Link)) return true;
  }
  return false;
}

RowPump::RowPump(RowPumpInput input, Run& run) : input_(std::move(input)), run_(run), file_(input_.file, file_sink_) {}

bool RowPump::flush() {
  const NodeId group = input_.html.innermost();
  if (!group || !is_silent()) return false;
  if (!group_) return begin(group);
  if (group != group_) return false;
  styles_->extend();
  if (!has_written() || !workbook_->more() || !is_silent()) return false;
  forget_rows();
  // Cells are not part of the tree.
  writing_ = base::SideTask(
      writer_, [this] { rows_are_written_ = file_.add_rows(workbook_->workbook(), workbook_->first_row()); });
  return static_cast<bool>(group_);
}

/// Whether the rows before are in the file; waits for them.
bool RowPump::has_written() {
  writing_.finish();
  return rows_are_written_;
}

bool RowPump::begin(NodeId group) {
  const dom::Tree& tree = input_.html.tree();
  if (!style_document()) return false;
  styles_.emplace(tree, document_styles_->rules, run_.sink());
  styles_->extend();
  const style::StyleTree& styles = styles_->styles();
  pages_.emplace(document_styles_->rules, styles.style(styles.root()), run_.sink());
  workbook_input_.emplace(
      sheet::WorkbookInput{tree, styles, *pages_, no_fields_, run_.origins(), input_.value_type, false});
  workbook_.emplace(*workbook_input_, run_.sink());
  if (!workbook_->begin(group) || !is_silent()) return false;
  if (!file_.begin(workbook_->workbook(), workbook_->first_row(), input_.room)) return false;
  group_ = group;
  texts_ = tree.text_mark();
  origins_ = run_.origins().size();
  forget_rows();
  return group_ && is_silent();
}

/// The head of the document is there. Returns: whether its rows can be styled without their neighbours.
bool RowPump::style_document() {
  const dom::Tree& tree = input_.html.tree();
  document_styles_ = &input_.output.styles;
  if (has_own_styles(tree, dom::Tree::document())) {
    own_styles_ = input_.output.styles;
    StyleFiles(input_.kind.files, run_.sources(), run_.sink()).add_of_document(tree, own_styles_);
    document_styles_ = &own_styles_;
  }
  return !style::looks_at_other_rows(document_styles_->rules);
}

void RowPump::forget_rows() {
  const dom::Tree& tree = input_.html.tree();
  for (NodeId row = tree.node(group_).first_child; row; row = tree.node(row).next_sibling) {
    dropped_ += tree.node(row).kind == dom::NodeKind::Element ? 1 : 0;
  }
  if (!input_.html.forget_children(texts_)) {
    group_ = NodeId();
    return;
  }
  styles_->forget_children(group_, dropped_);
  run_.origins().shorten(origins_);
}

bool RowPump::end() {
  if (!group_ || has_own_styles(input_.html.tree(), group_)) return false;
  styles_->extend();
  if (!has_written() || !workbook_->end() || !is_silent()) return false;
  return file_.finish(workbook_->workbook(), workbook_->first_row()) && is_silent();
}

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
