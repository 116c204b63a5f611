#include "engine/render/detail/word_copy.h"

#include "adopt/package_expansion.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/adopt.h"
#include "engine/render/expand_document.h"
#include "templating/sink.h"
#include "word/read_document.h"

#include <array>
#include <charconv>
#include <string_view>
#include <utility>

namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;

/// Reads the text of markup that arrives in pieces.
class MarkupReader {
 public:
  /// Outside of tags.
  bool is_in_text() const { return !in_tag_; }

  std::string read(std::string_view markup) {
    std::string text;
    for (std::size_t at = 0; at < markup.size(); ++at) {
      const char sign = markup[at];
      if (in_tag_) {
        if (sign == '>')
          end_tag(text);
        else
          tag_ += sign;
      } else if (sign == '<') {
        in_tag_ = true;
        tag_.clear();
      } else if (sign == '&') {
        at += read_reference(markup.substr(at), text) - 1;
      } else {
        text += sign == '\n' || sign == '\t' ? ' ' : sign;
      }
    }
    return text;
  }

 private:
  void end_tag(std::string& text) {
    in_tag_ = false;
    const std::string name = base::ascii_lowercase(tag_.substr(0, tag_.find_first_of(" \t\n")));
    constexpr auto kEnds =
        std::to_array<std::string_view>({"br", "br/", "/p", "/div", "/li", "/tr", "/h1", "/h2", "/h3"});
    for (const std::string_view end : kEnds) {
      if (name == end) text += '\n';
    }
  }

  /// Returns the length of the reference.
  static std::size_t read_reference(std::string_view markup, std::string& text) {
    struct Reference {
      std::string_view name;
      std::string_view text;
    };
    constexpr std::array<Reference, 6> kReferences{
        {{"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"}, {"nbsp", "\u00a0"}}};
    const std::size_t end = markup.find(';');
    const std::string_view name = end == std::string_view::npos ? std::string_view() : markup.substr(1, end - 1);
    for (const Reference& one : kReferences) {
      if (name != one.name) continue;
      text += one.text;
      return end + 1;
    }
    if (name.size() > 1 && name[0] == '#') {
      const bool is_hexadecimal = name[1] == 'x' || name[1] == 'X';
      const std::string_view digits = name.substr(is_hexadecimal ? 2 : 1);
      std::uint32_t number = 0;
      const auto [last, error] =
          std::from_chars(digits.data(), digits.data() + digits.size(), number, is_hexadecimal ? 16 : 10);
      const bool is_character = number > 0 && number <= 0x10FFFF && (number < 0xD800 || number > 0xDFFF);
      if (error == std::errc() && last == digits.data() + digits.size() && is_character) {
        base::append_utf8(text, static_cast<char32_t>(number));
        return end + 1;
      }
    }
    text += '&';
    return 1;
  }

  bool in_tag_ = false;
  std::string tag_;
};

/// Literals of the Word file are XML; those of templates that it includes are HTML, of which the text is taken.
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
    if (is_markup && !std::exchange(told_, true)) sink_.report(messages::AdoptMarkup, origin);
    expansion_.value(markup_.read(markup));
  }

  adopt::PackageExpansion& expansion_;
  diagnostics::SourceId source_;
  diagnostics::DiagnosticSink& sink_;
  MarkupReader markup_;
  bool told_ = false;
};

}  // namespace

std::optional<std::string> word_copy(const WordPackage& package, const WordCopySource& source, Run& run) {
  adopt::PackageExpansion expansion(package.package);
  PackageSink out(expansion, package.source, run.sink());
  // What the page has reported already is not reported again.
  diagnostics::DiagnosticSink again;
  const ExpansionSource expanded{*package.templates, source.kind, source.output, source.data, source.options};
  if (!expand_into(expanded, out, run, again)) {
    for (const diagnostics::Diagnostic& message : again.diagnostics()) run.sink().add(message);
    return std::nullopt;
  }
  constexpr word::WordLimits kLimits;
  auto zip = package::ZipArchive::open(package.bytes, kLimits.zip);
  if (!zip) return std::nullopt;
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
