import { show } from '../shared/App.tsx';
import { NotMe } from './NotMe.tsx';

show(NotMe);
