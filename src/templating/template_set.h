// TemplateSet: templates compiled together with all templates that they include, import and extend. Compiled once, and
// shared by any number of threads.
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

// ItemStream: a list of the data whose items are produced one after the other, for lists that are larger than the
// memory. A template may iterate over such a list once, and ask for its length.

class TemplateSet;

class ItemStream {
 public:
  virtual ~ItemStream() = default;

  /// The next item; nullopt at the end. It is valid until the call after next.
  virtual std::optional<data::Value> next() = 0;
  virtual std::uint64_t size() const = 0;
  /// Called if the template uses the list in a way that is impossible for a stream. The output is then worthless, and
  /// `next` should return nothing more.
  virtual void refuse() = 0;
};

/// The place where `root`, or a template that it reaches, may keep an item of a loop beyond its iteration: in a
/// namespace, in a list or dict that it changes, or for `loop.changed` and `loop.previtem`. Such templates must not be
/// given streams. An empty place if it refers to templates that are not known yet; nullopt if no item is kept.
std::optional<diagnostics::Span> find_item_keeper(const TemplateSet& templates, std::string_view root);

// The source of templates: the interface, and a loader from memory.

// TemplateLoader: the source of templates. The engine implements it over a bundle and the shared folder, `eval` and
// tests over a map (MapLoader). Templates can read nothing else.

/// The text of a template. It must be valid UTF-8 with `\n` as the only line end (see normalize_line_ends), and outlive
/// everything compiled from it.
struct LoadedTemplate {
  diagnostics::SourceId source;
  std::string_view text;
};

class TemplateLoader {
 public:
  virtual ~TemplateLoader() = default;

  /// The template with this name; nullopt if absent, or if it cannot be read, which is reported at
  /// `origin`.
  virtual std::optional<LoadedTemplate> load(std::string_view name, const diagnostics::Origin& origin,
                                             diagnostics::DiagnosticSink& sink) = 0;
  /// All names, for templates that compute the name of another one at run time.
  virtual std::vector<std::string> list() const = 0;
  /// Called before templates are loaded while other threads use the texts loaded earlier.
  virtual void prepare_for_later() {}
};

/// Replaces \r\n and \r by \n.
std::string normalize_line_ends(std::string text);

// MapLoader: templates by name, from memory.

class MapLoader final : public TemplateLoader {
 public:
  explicit MapLoader(resources::SourceStore& store) : store_(store) {}

  /// Adds a template and normalises its line ends. If a name is added twice, the first one counts.
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
  /// Compiles the named templates and all that can be reached from them. The texts from the loader must outlive the
  /// set. Reports every error of every template, each once; with Linking::AsReached, only those of the named ones.
  /// `wordings` are the texts of `wording(…)`.
  static base::Expected<TemplateSet> compile(std::span<const std::string_view> names, TemplateLoader& loader,
                                             const SyntaxOptions& options, diagnostics::DiagnosticSink& sink,
                                             std::shared_ptr<const Wordings> wordings = {});
  /// The same, but templates that only an expression such as `"events/" ~ type` can name are compiled when an
  /// expansion first needs them, each once. Errors in them, or reading errors, end that expansion. Texts that the
  /// loader returns then must not be new sources of the set's store: TemplateLoader::prepare_for_later() is called
  /// before.
  static base::Expected<TemplateSet> compile_as_included(std::span<const std::string_view> names,
                                                         std::shared_ptr<TemplateLoader> loader,
                                                         const SyntaxOptions& options,
                                                         diagnostics::DiagnosticSink& sink,
                                                         std::shared_ptr<const Wordings> wordings = {});

  TemplateSet(TemplateSet&&) noexcept;
  TemplateSet& operator=(TemplateSet&&) noexcept;
  ~TemplateSet();

  /// All text outside of tags in the compiled templates; each literal is at the index that is its id.
  std::vector<Literal> literals() const;
  bool contains(std::string_view name) const;
  /// Whether no template that may be needed is left to be compiled later.
  bool is_complete() const;
  /// Whether any template uses the name, as a variable, a member or anything else.
  bool mentions(std::string_view name) const;
  /// Whether a template may write the text of this id.
  bool may_write(std::string_view wording_id) const;

  // For use inside this module only.
  explicit TemplateSet(std::unique_ptr<const Program> program);
  const Program& program() const { return *program_; }

 private:
  std::unique_ptr<const Program> program_;
};

}  // namespace gongwen::templating
