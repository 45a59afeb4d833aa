/** Where one signs in, and comes back from to this page. */
export function signInAddress() {
  const here = location.pathname + location.search + location.hash;
  return `/index.html?then=${encodeURIComponent(here)}#sign-in`;
}
