#include "bindings.hpp"

namespace ocop::python {

PYBIND11_MODULE(_core, m) {
  m.doc() = "The engine behind ocop. Private: use the package.";
  m.attr("version") = OCOP_VERSION;

  // The classes of ocop.errors stand for the codes; here they are only raised.
  py::register_exception_translator([](std::exception_ptr thrown) {
    try {
      if (thrown) std::rethrow_exception(thrown);
    } catch (ocop::error const& e) {
      issue const& why = e.why();
      py::object const made = py::module_::import("ocop.errors")
                                  .attr("from_code")(std::string(to_string(why.code)), why.where, why.message);
      PyErr_SetObject(py::type::handle_of(made).ptr(), made.ptr());
    }
  });

  bind_compile(m);
  bind_exchange(m);
  bind_rank(m);
  bind_certificate(m);
  bind_record(m);
#ifdef OCOP_HAS_LEDGER
  bind_ledger(m);
#endif
}

}  // namespace ocop::python
