#include "templating/template_set.h"

#include "templating/detail/compile/linker.h"
#include "templating/detail/compile/program.h"

#include <algorithm>
#include <array>
#include <vector>

// Compiles templates and keeps the program. Also finds out whether a template may expand a list as a stream: nothing in
// its loop may make a value outlive its turn.
namespace gongwen::templating {
namespace {

using namespace std::string_view_literals;

/// Names that a template must use to make a value outlive a turn of its loop: methods, globals, and members of `loop`.
/// Members of the data with these names only prevent streaming.
constexpr std::array kKeepers = {"append"sv,  "extend"sv,    "insert"sv,   "update"sv, "setdefault"sv,
                                 "changed"sv, "namespace"sv, "previtem"sv, "cycler"sv};

bool is_keeper(std::string_view name) { return std::find(kKeepers.begin(), kKeepers.end(), name) != kKeepers.end(); }

bool names_keeper(const Program& program, Operand meaning, std::uint32_t operand) {
  if (meaning == Operand::Name) return is_keeper(program.names.text(NameId(operand)));
  if (meaning != Operand::Constant) return false;
  // `loop["changed"]` asks for the same as `loop.changed`.
  const Value& constant = program.constants[operand];
  return constant.is_text() && is_keeper(constant.text());
}

/// The place of the first name by which a function may keep items.
std::optional<diagnostics::Span> find_keeper(const Program& program, const Function& function) {
  const auto found = std::find_if(function.code.begin(), function.code.end(), [&](const Instruction& instruction) {
    const OpcodeTraits& operands = traits(instruction.opcode);
    return names_keeper(program, operands.a, instruction.a) || names_keeper(program, operands.b, instruction.b);
  });
  if (found == function.code.end()) return std::nullopt;
  return function.spans[static_cast<std::size_t>(found - function.code.begin())];
}

/// For each template, whether it is `root` or is reached from it.
std::vector<bool> reached_templates(const Program& program, std::string_view root) {
  std::vector<bool> reached(program.templates.size());
  std::vector<TemplateId> pending;
  const auto reach = [&](TemplateId id) {
    if (!id || reached[id.index()]) return;
    reached[id.index()] = true;
    pending.push_back(id);
  };
  reach(program.find_template(root));
  while (!pending.empty()) {
    const CompiledTemplate& from = program.compiled(pending.back());
    pending.pop_back();
    if (from.references_any) return std::vector<bool>(reached.size(), true);
    for (const std::string& name : from.references) reach(program.find_template(name));
  }
  return reached;
}

}  // namespace

std::optional<diagnostics::Span> find_item_keeper(const TemplateSet& templates, std::string_view root) {
  const Program& program = templates.program();
  if (program.later != nullptr) return diagnostics::Span();  // what is compiled later is not known
  const std::vector<bool> reached = reached_templates(program, root);
  for (const Function& function : program.functions) {
    if (!reached[function.owner.index()]) continue;
    if (const auto span = find_keeper(program, function)) return span;
  }
  return std::nullopt;
}

std::string normalize_line_ends(std::string text) {
  if (text.find('\r') == std::string::npos) return text;
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      out.push_back(text[i]);
    } else {
      out.push_back('\n');
      if (i + 1 < text.size() && text[i + 1] == '\n') ++i;
    }
  }
  return out;
}

void MapLoader::add(std::string_view name, std::string text) {
  if (sources_.contains(name)) return;
  sources_.emplace(name, store_.add(std::string(name), normalize_line_ends(std::move(text))));
}

std::optional<LoadedTemplate> MapLoader::load(std::string_view name, const diagnostics::Origin&,
                                              diagnostics::DiagnosticSink&) {
  const auto found = sources_.find(name);
  if (found == sources_.end()) return std::nullopt;
  return LoadedTemplate{found->second, store_.source_text(found->second)};
}

std::vector<std::string> MapLoader::list() const {
  std::vector<std::string> names;
  for (const auto& [name, source] : sources_) names.push_back(name);
  return names;
}

base::Expected<TemplateSet> TemplateSet::compile(std::span<const std::string_view> names, TemplateLoader& loader,
                                                 const SyntaxOptions& options, diagnostics::DiagnosticSink& sink,
                                                 std::shared_ptr<const Wordings> wordings) {
  const std::size_t errors = sink.error_count();
  auto program = std::make_unique<Program>();
  program->wordings = std::move(wordings);
  Linker linker(*program, loader, options, sink);
  for (const std::string_view name : names) linker.add_root(name);
  linker.link();
  program->complete();
  if (sink.error_count() != errors) return base::kReported;
  return TemplateSet(std::move(program));
}

base::Expected<TemplateSet> TemplateSet::compile_as_included(std::span<const std::string_view> names,
                                                             std::shared_ptr<TemplateLoader> loader,
                                                             const SyntaxOptions& options,
                                                             diagnostics::DiagnosticSink& sink,
                                                             std::shared_ptr<const Wordings> wordings) {
  const std::size_t errors = sink.error_count();
  auto program = std::make_unique<Program>();
  program->wordings = std::move(wordings);
  std::set<std::string, std::less<>> later;
  Linker linker(*program, *loader, options, sink, &later);
  for (const std::string_view name : names) linker.add_root(name);
  linker.link();
  program->complete();
  if (sink.error_count() != errors) return base::kReported;
  if (!later.empty()) {
    loader->prepare_for_later();
    program->later = std::make_unique<LaterTemplates>(*program, std::move(loader), options, std::move(later));
  }
  return TemplateSet(std::move(program));
}

TemplateSet::TemplateSet(std::unique_ptr<const Program> program) : program_(std::move(program)) {}
TemplateSet::TemplateSet(TemplateSet&&) noexcept = default;
TemplateSet& TemplateSet::operator=(TemplateSet&&) noexcept = default;
TemplateSet::~TemplateSet() = default;

std::vector<Literal> TemplateSet::literals() const { return {program_->literals.begin(), program_->literals.end()}; }

bool TemplateSet::contains(std::string_view name) const {
  if (program_->later != nullptr) return program_->later->is_compiled(name);
  return static_cast<bool>(program_->find_template(name));
}

bool TemplateSet::is_complete() const { return program_->later == nullptr; }

bool TemplateSet::mentions(std::string_view name) const {
  if (program_->later != nullptr) return static_cast<bool>(program_->later->find_name(name));
  return static_cast<bool>(program_->names.find(name));
}

bool TemplateSet::may_write(std::string_view wording_id) const {
  const WordingUses& uses = program_->wording_uses;
  return uses.ids.contains(wording_id) ||
         std::any_of(uses.beginnings.begin(), uses.beginnings.end(),
                     [&](const std::string& beginning) { return wording_id.starts_with(beginning); });
}

}  // namespace gongwen::templating
