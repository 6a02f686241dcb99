// The embedded view and the page that writes its HTML. Both work without this file.
import "../styles/embed.css";
import { tellHeight } from "./height.ts";

if (document.querySelector("[data-embed]") && window.parent !== window) tellHeight(window, document.documentElement);
