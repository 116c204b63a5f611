// TemplateSet: templates compiled together, with all that they include, import and extend. Compiled once, and shared by
// any number of threads.
//   const auto set = TemplateSet::compile({{"document.html"}}, loader, SyntaxOptions{}, sink);
//   render(*set, {"document.html", document.root()}, dom_sink, sink);       // see render.h
#pragma once

#include "base/expected.h"
#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "resources/read_file.h"
#include "templating/detail/syntax/lexer.h"
#include "templating/sink.h"
#include "templating/wordings.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::templating {

// ItemStream: a list of the data whose items come one after the other, for lists that are larger than the memory. A
// template may walk over such a list once, and ask how long it is.

class TemplateSet;

class ItemStream {
 public:
  virtual ~ItemStream() = default;

  /// The next item; nothing at the end. It is valid until the next but one call.
  virtual std::optional<data::Value> next() = 0;
  virtual std::uint64_t size() const = 0;
  /// The template does with the list what cannot be done with a stream: what it makes of it is worth nothing, and
  /// `next` should give nothing more.
  virtual void refuse() = 0;
};

/// Where `root`, or a template that it reaches, might keep an item of a loop beyond its turn: in a namespace, in a list
/// or dict that it changes, or for `loop.changed` and `loop.previtem`. Such templates may not be given streams. An
/// empty place if it names templates that are not known yet; nullopt if it keeps nothing.
std::optional<diagnostics::Span> find_item_keeper(const TemplateSet& templates, std::string_view root);

// Where templates come from: the interface, and a loader from memory.

// TemplateLoader: where templates come from. The engine implements it over a bundle and the shared
// folder, `eval` and tests over a map (MapLoader). Templates can read nothing else.

/// The text of a template. It must be valid UTF-8 with line ends of \n alone (see
/// normalize_line_ends), and outlive what is compiled from it.
struct LoadedTemplate {
  diagnostics::SourceId source;
  std::string_view text;
};

class TemplateLoader {
 public:
  virtual ~TemplateLoader() = default;

  /// The template of this name; nothing when there is none, or when it cannot be had, which is
  /// reported at `origin`.
  virtual std::optional<LoadedTemplate> load(std::string_view name, const diagnostics::Origin& origin,
                                             diagnostics::DiagnosticSink& sink) = 0;
  /// All names, for templates that work out the name of another only when they run.
  virtual std::vector<std::string> list() const = 0;
  /// From now on templates are loaded while others use the texts that were loaded before.
  virtual void prepare_for_later() {}
};

/// \r\n and \r become \n.
std::string normalize_line_ends(std::string text);

// MapLoader: templates by name, from memory.

class MapLoader final : public TemplateLoader {
 public:
  explicit MapLoader(resources::SourceStore& store) : store_(store) {}

  /// Adds a template; its line ends are normalised. The first of a name counts.
  void add(std::string_view name, std::string text);

  std::optional<LoadedTemplate> load(std::string_view name, const diagnostics::Origin& origin,
                                     diagnostics::DiagnosticSink& sink) override;
  std::vector<std::string> list() const override;

 private:
  resources::SourceStore& store_;
  std::map<std::string, diagnostics::SourceId, std::less<>> sources_;
};

struct Program;

class TemplateSet {
 public:
  /// Compiles the named templates and all that can be reached from them. The texts that the loader
  /// gives must outlive the set. Reports: every error of every template, each once; with
  /// Linking::AsReached, only those of the named ones. `wordings` are the texts of `wording(…)`.
  static base::Expected<TemplateSet> compile(std::span<const std::string_view> names, TemplateLoader& loader,
                                             const SyntaxOptions& options, diagnostics::DiagnosticSink& sink,
                                             std::shared_ptr<const Wordings> wordings = {});
  /// The same, but templates that only an expression such as `"events/" ~ type` can name are compiled when an expansion
  /// first comes to them, each once. What is wrong with them, or cannot be read, ends that expansion. Texts that the
  /// loader gives then must not be new sources of the set's store: TemplateLoader::prepare_for_later() is called
  /// before.
  static base::Expected<TemplateSet> compile_as_included(std::span<const std::string_view> names,
                                                         std::shared_ptr<TemplateLoader> loader,
                                                         const SyntaxOptions& options,
                                                         diagnostics::DiagnosticSink& sink,
                                                         std::shared_ptr<const Wordings> wordings = {});

  TemplateSet(TemplateSet&&) noexcept;
  TemplateSet& operator=(TemplateSet&&) noexcept;
  ~TemplateSet();

  /// All stretches of text outside of tags of what is compiled; each is at the index that is its id.
  std::vector<Literal> literals() const;
  bool contains(std::string_view name) const;
  /// Whether nothing that the templates can name is left for later.
  bool is_complete() const;
  /// Whether any template uses the name, as a variable, a member or anything else.
  bool mentions(std::string_view name) const;
  /// Whether a template may write the text of this id.
  bool may_write(std::string_view wording_id) const;

  // For this module alone.
  explicit TemplateSet(std::unique_ptr<const Program> program);
  const Program& program() const { return *program_; }

 private:
  std::unique_ptr<const Program> program_;
};

}  // namespace gongwen::templating
