#include "resources/derived_cache.h"
#include "templating/detail/builtins/registry.h"
#include "templating/detail/compile/instruction_traits.h"
#include "templating/detail/stored/loader_answers.h"
#include "templating/detail/stored/stored_form.h"
#include "templating/detail/stored/stored_program.h"
#include "templating/template_set.h"

#include <set>

namespace gongwen::templating {
namespace {

/// Names of which it depends on the data whether an expression may give them. There is one program for all answers that
/// are the same.
constexpr std::string_view kQuestions = "questions of templates 1";

/// What the program depends on and what is known before: how templates are compiled, the named ones themselves, and the
/// texts that all may write. Nothing when the loader does not know.
std::optional<std::string> key_of(std::span<const std::string_view> names, TemplateLoader& loader,
                                  const SyntaxOptions& options, const Wordings* wordings) {
  ByteWriter key;
  key.text(GONGWEN_VERSION);
  key.text(all_opcodes());
  key.text(filters_and_tests());
  key.byte(static_cast<std::uint8_t>((options.trim_blocks ? 1 : 0) | (options.lstrip_blocks ? 2 : 0) |
                                     (options.keep_trailing_newline ? 4 : 0)));
  key.byte(static_cast<std::uint8_t>(options.extensions));
  key.byte(static_cast<std::uint8_t>(options.linking));
  key.number(names.size());
  for (const std::string_view name : names) {
    const auto hash = preview_hash(loader, name);
    if (!hash || hash->empty()) return std::nullopt;
    key.text(name);
    key.text(*hash);
  }
  key.text(wordings != nullptr ? wordings->outline() : std::string());
  return key.bytes();
}

/// One set of templates in the cache.
class KeptTemplates {
 public:
  KeptTemplates(const resources::DerivedCache& cache, std::string key, TemplateLoader& loader)
      : cache_(cache), key_(std::move(key)), loader_(loader), questions_(find_questions()) {}

  /// Null when there is none. `loaded` is what the loader has loaded anyway.
  std::unique_ptr<Program> find(std::vector<NamedTemplate>& loaded, diagnostics::DiagnosticSink& sink) const {
    std::optional<std::string> bytes = cache_.find(kProgramForm, key_with_answers());
    if (!bytes) return nullptr;
    ByteReader in(*bytes);
    const LoaderAnswers answers = LoaderAnswers::read(in);
    if (in.has_failed() || !answers.are_those_of(loader_)) return nullptr;
    loaded = answers.load(loader_, sink);
    const std::size_t begin = bytes->size() - in.left();
    return loaded.size() == answers.count_found() ? read_program(*std::move(bytes), begin, loaded) : nullptr;
  }

  void keep(const Program& program, const LoaderAnswers& answers) {
    const std::optional<std::string> written = write_program(program);
    if (!written) return;
    const std::size_t known = questions_.size();
    for (const auto& [name, may] : answers.may_name) questions_.insert(name);
    if (questions_.size() != known) keep_questions();
    ByteWriter out;
    answers.write(out);
    cache_.keep(kProgramForm, key_with_answers(), out.bytes() + *written);
  }

 private:
  std::set<std::string, std::less<>> find_questions() const {
    std::set<std::string, std::less<>> questions;
    const std::optional<std::string> bytes = cache_.find(kQuestions, key_);
    if (!bytes) return questions;
    ByteReader in(*bytes);
    for (std::uint32_t i = in.count(); i > 0; --i) questions.emplace_hint(questions.end(), in.text());
    return questions;
  }

  void keep_questions() const {
    ByteWriter out;
    out.number(questions_.size());
    for (const std::string& name : questions_) out.text(name);
    cache_.keep(kQuestions, key_, out.bytes());
  }

  std::string key_with_answers() const {
    std::string key = key_;
    for (const std::string& name : questions_) key += loader_.may_be_named(name) ? '1' : '0';
    return key;
  }

  const resources::DerivedCache& cache_;
  std::string key_;
  TemplateLoader& loader_;
  std::set<std::string, std::less<>> questions_;
};

}  // namespace

base::Expected<TemplateSet> compile_templates(std::span<const std::string_view> names, TemplateLoader& loader,
                                              const SyntaxOptions& options, diagnostics::DiagnosticSink& sink,
                                              std::shared_ptr<const Wordings> wordings,
                                              const resources::DerivedCache& cache) {
  std::optional<std::string> key;
  if (cache.is_on()) key = key_of(names, loader, options, wordings.get());
  if (!key) return TemplateSet::compile(names, loader, options, sink, std::move(wordings));
  KeptTemplates kept(cache, *std::move(key), loader);
  std::vector<NamedTemplate> loaded;
  if (std::unique_ptr<Program> program = kept.find(loaded, sink)) {
    program->wordings = std::move(wordings);
    return TemplateSet(std::move(program));
  }
  const std::size_t reports = sink.report_count();
  RecordingLoader recording(loader, loaded);
  base::Expected<TemplateSet> set = TemplateSet::compile(names, recording, options, sink, std::move(wordings));
  const std::optional<LoaderAnswers> answers = recording.answers();
  if (set && answers && sink.report_count() == reports) kept.keep(set->program(), *answers);
  return set;
}

}  // namespace gongwen::templating
