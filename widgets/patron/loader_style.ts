/** The rules of the loader's button, badge, frame: one string per rule. */

export const LOADER_STYLE: readonly string[] = [
  `:host{all:initial;position:fixed;right:16px;bottom:16px;z-index:2147483000;
font:600 16px/1.2 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}`,
  "*{box-sizing:border-box}",
  "[hidden]{display:none!important}",
  `.button{position:relative;display:flex;align-items:center;gap:10px;min-height:52px;
margin:0 0 0 auto;padding:0 20px 0 16px;border:1px solid #ffffff40;border-radius:26px;
background:#0f5c63;color:#fff;font:inherit;cursor:pointer;box-shadow:0 4px 16px #0004}`,
  ".button:hover,.again:hover{background:#0b484e}",
  `.button:focus-visible,.again:focus-visible{outline:3px solid #0f5c63;outline-offset:3px;
box-shadow:0 0 0 3px #fff}`,
  // A speech bubble with three dots; a cross while the panel is open.
  `.mark{width:24px;height:20px;border-radius:8px 8px 8px 2px;background:
radial-gradient(circle,#0f5c63 1.6px,#0000 2px) 0 0/7px 100%,#fff;background-position:1.5px 0}`,
  `.button[aria-expanded=true] .mark{width:20px;background:
linear-gradient(45deg,#0000 44%,#fff 44% 56%,#0000 56%),
linear-gradient(-45deg,#0000 44%,#fff 44% 56%,#0000 56%);border-radius:0}`,
  `.badge{position:absolute;top:-6px;right:-4px;min-width:24px;height:24px;padding:0 6px;
border:2px solid #fff;border-radius:12px;background:#a3261d;font-size:13px;line-height:20px;
text-align:center}`,
  `.box{position:absolute;right:0;bottom:68px;width:400px;max-width:calc(100vw - 32px);
height:min(680px,calc(100vh - 100px));overflow:hidden;border:1px solid #0003;border-radius:16px;
background:Canvas;color:CanvasText;color-scheme:light dark;box-shadow:0 8px 40px #0005}`,
  "iframe{position:absolute;inset:0;width:100%;height:100%;border:0}",
  `.sorry{position:absolute;inset:0;padding:32px 24px;background:Canvas;font-weight:400;
line-height:1.5}`,
  `.again{min-height:44px;margin:0 8px 0 0;padding:0 18px;border:0;border-radius:22px;
background:#0f5c63;color:#fff;font:inherit;cursor:pointer}`,
  `@media (max-width:520px),(max-height:480px){.box{position:fixed;inset:0;width:auto;
max-width:none;height:auto;border:0;border-radius:0}
.button[aria-expanded=true]{display:none}}`,
  "@media print{:host{display:none}}",
];
