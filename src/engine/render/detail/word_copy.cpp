#include "engine/render/detail/word_copy.h"

#include "adopt/package_expansion.h"
#include "diagnostics/catalogue/adopt.h"
#include "engine/render/detail/markup_text.h"
#include "engine/render/expand_document.h"
#include "templating/sink.h"
#include "word/read_document.h"

#include <string_view>
#include <utility>

namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;

/// Literals of the Word file are XML; those of included templates are HTML, from which the text is taken.
class PackageSink final : public templating::Sink {
 public:
  PackageSink(adopt::PackageExpansion& expansion, diagnostics::SourceId source, diagnostics::DiagnosticSink& sink)
      : expansion_(expansion), source_(source), sink_(sink) {}

  bool literal(const templating::Literal& literal) override {
    if (literal.span.source == source_)
      expansion_.literal(literal.text);
    else
      add_markup(literal.text, {literal.span, {}});
    return true;
  }
  bool text(std::string_view value, const diagnostics::Origin& /*origin*/) override {
    // Values within a tag of included markup are attributes.
    if (markup_.is_in_text()) expansion_.value(value);
    return true;
  }
  bool markup(std::string_view value, const diagnostics::Origin& origin) override {
    add_markup(value, origin);
    return true;
  }

 private:
  void add_markup(std::string_view markup, const diagnostics::Origin& origin) {
    const bool is_markup = !markup_.is_in_text() || markup.find('<') != std::string_view::npos;
    const bool is_code = markup.starts_with("<img data-");
    if (is_markup && !std::exchange(is_code ? told_code_ : told_, true))
      sink_.report(is_code ? messages::AdoptCodeText : messages::AdoptMarkup, origin);
    expansion_.value(markup_.read(markup));
  }

  adopt::PackageExpansion& expansion_;
  diagnostics::SourceId source_;
  diagnostics::DiagnosticSink& sink_;
  MarkupText markup_;
  bool told_ = false;
  bool told_code_ = false;
};

}  // namespace

// The file is the author's own with its tags replaced; other parts are copied byte for byte.
std::optional<std::string> word_copy(const WordPackage& package, const WordCopySource& source, Run& run) {
  adopt::PackageExpansion expansion(package.package);
  PackageSink out(expansion, package.source, run.sink());
  // Messages that the page has already reported are not repeated.
  diagnostics::DiagnosticSink again;
  const ExpansionSource expanded{*package.templates, source.kind, source.output, source.data, source.options};
  if (!expand_into(expanded, out, run, again)) {
    // Unless expansion failed only here: its messages must not be lost.
    for (const diagnostics::Diagnostic& message : again.diagnostics()) run.sink().add(message);
    return std::nullopt;
  }
  constexpr word::WordLimits kLimits;
  // The bytes were already opened when the package was compiled, with the same limits.
  auto zip = package::ZipArchive::open(package.bytes, kLimits.zip);
  if (!zip) return std::nullopt;
  // References to pages get the number of the page on which their target begins, as in the laid-out
  // pages.
  auto bytes = expansion.file(*zip, [&](std::string_view id) -> std::optional<std::string> {
    const auto page = source.pages == nullptr ? std::nullopt : source.pages->page_of_target(id);
    return page ? std::optional(std::to_string(*page)) : std::nullopt;
  });
  if (!bytes)
    run.sink().report(messages::AdoptTornApart, diagnostics::Origin{},
                      source.output.template_name + ": " + expansion.damaged_part());
  return bytes;
}

}  // namespace gongwen::engine
