// Any bytes as HTML: the reader neither crashes nor hangs, what it reports lies within the text, and the tree is sound.
#include "dom/html_sink.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

using namespace gongwen;

void require(bool condition) {
  if (!condition) std::abort();
}

void check_children(const dom::Tree& tree, dom::NodeId parent) {
  for (dom::NodeId child = tree.node(parent).first_child; child; child = tree.node(child).next_sibling) {
    require(tree.node(child).parent == parent);
    check_children(tree, child);
  }
}

void read(std::string_view text, dom::Syntax syntax) {
  const std::size_t size = text.size();
  diagnostics::OriginTable origins;
  diagnostics::DiagnosticSink sink{origins};
  dom::TreeLimits limits;
  limits.deepest = 40;
  const dom::Tree tree = dom::parse_html(text, {diagnostics::SourceId(0), 0, static_cast<std::uint32_t>(size)}, origins,
                                         sink, limits, syntax);
  if (tree.root_element()) check_children(tree, tree.root_element());
  for (const diagnostics::Diagnostic& diagnostic : sink.diagnostics()) {
    require(diagnostic.origin.template_place.end <= size);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  read(text, dom::Syntax::Template);
  read(text, dom::Syntax::Html);
  return 0;
}
