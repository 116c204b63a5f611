#include "adopt/template_page.h"

#include "adopt/detail/page_writer.h"

namespace gongwen::adopt {

AdoptedPage adopt_page(const word::Document& document, const PageRequest& request, diagnostics::DiagnosticSink& sink) {
  return PageWriter(document, request, sink).run();
}

}  // namespace gongwen::adopt
