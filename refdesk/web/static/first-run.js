// Puts the code of the one-time link, which only its #fragment carries, into the form.
const field = document.getElementById("token");
if (field && location.hash.length > 1 && !field.value) {
  field.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname + location.search);
}
