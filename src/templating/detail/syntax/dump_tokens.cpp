#include "diagnostics/source_lookup.h"
#include "templating/detail/compile/program.h"
#include "templating/detail/syntax/lexer.h"
#include "templating/detail/text/python_text.h"
#include "templating/render.h"

namespace gongwen::templating {
namespace {

std::string_view kind_name(TokenKind kind) {
  switch (kind) {
    case TokenKind::Data: return "data";
    case TokenKind::VariableBegin: return "variable-begin";
    case TokenKind::VariableEnd: return "variable-end";
    case TokenKind::BlockBegin: return "block-begin";
    case TokenKind::BlockEnd: return "block-end";
    case TokenKind::Name: return "name";
    case TokenKind::String: return "string";
    case TokenKind::Integer: return "integer";
    case TokenKind::Float: return "float";
    case TokenKind::Operator: return "operator";
    case TokenKind::Invalid: return "invalid";
    case TokenKind::End: return "end";
  }
  return {};
}

}  // namespace

std::string dump_tokens(const LoadedTemplate& text, const SyntaxOptions& options, diagnostics::DiagnosticSink& sink) {
  Arena arena(Program::kMaxBytes);
  std::string out;
  for (const Token& token : Lexer({text.source, text.text}, options, arena, sink).read_template()) {
    const auto [line, column] = diagnostics::line_column_at(text.text, token.begin);
    out += join({std::to_string(line), ":", std::to_string(column), " ", kind_name(token.kind)});
    if (token.end > token.begin)
      out += join({" ", on_one_line(text.text.substr(token.begin, token.end - token.begin))});
    out += "\n";
  }
  return out;
}

}  // namespace gongwen::templating
