// Brings the case list into view when a choice further up has changed it.
export function showList(): void {
  requestAnimationFrame(() => {
    const heading = document.getElementById('list-heading');
    if (heading === null || heading.getBoundingClientRect().top < window.innerHeight * 0.7) return;
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    heading.scrollIntoView({ block: 'start', behavior: calm ? 'auto' : 'smooth' });
  });
}
